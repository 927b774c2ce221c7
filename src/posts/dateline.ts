import { type WrittenDate, writtenDate } from './date-forms.ts'

/** A date that opens a text. `text` is the date as written, `rest` what follows it and its punctuation. */
export type Dateline = { date: WrittenDate; text: string; rest: string }

const LEAD = /^(?:[*_]{1,3}|[([])?(?:(?:date|posted|published|written|updated)(?:\s+on)?:?\s+)?(?:[*_]{1,3}\s*)?/i
const PLACE = /^(?:\p{Lu}[\p{L}.'’-]*\s?){1,3}(?:\([A-Z]+\)\s?)?,\s+/u
const END = /^[*_)\]]*(?:\s*[.:;–—|·•]|\s+-|-\s|\s*,?\s*$)[*_)\]]*\s*/

/**
 * The dateline with which a paragraph begins: a date set off from the words after it by a full stop, colon, dash or
 * line end, as in "May 20, 2024. I woke up", "20 May 2024 - Rain" and "Berlin, 20 May 2024: ...". A date that a
 * sentence goes on with is none.
 */
export function datelineOf(paragraph: string): Dateline | undefined {
  const line = paragraph.split('\n', 1)[0] as string
  if (!/\d{4}/.test(line)) return undefined
  return (
    datelineAt(paragraph, LEAD.exec(line)?.[0].length ?? 0) ?? datelineAt(paragraph, PLACE.exec(line)?.[0].length ?? 0)
  )
}

/** The date with which a title begins, or which is the title. */
export function titleDateOf(title: string): Dateline | undefined {
  const date = writtenDate(title)
  if (!date) return undefined
  const after = title.slice(date.end)
  const end = /^(?:\s*[.:;,–—|·•)]|\s+-|\s*$)\s*/.exec(after)
  return end ? { date, text: title.slice(0, date.end), rest: after.slice(end[0].length) } : undefined
}

function datelineAt(paragraph: string, start: number): Dateline | undefined {
  const opening = paragraph.slice(start)
  const date = writtenDate(opening)
  if (!date) return undefined
  const line = opening.slice(date.end).split('\n', 1)[0] as string
  const end = END.exec(line)
  if (!end) return undefined
  const rest = opening.slice(date.end + end[0].length).trimStart()
  return { date, text: opening.slice(0, date.end), rest }
}
