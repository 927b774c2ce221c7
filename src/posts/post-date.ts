import type { Dateline } from './dateline.ts'
import { instantOf, type ReadDate, readDate } from './dates.ts'
import type { Place } from './location.ts'
import { flagIn, type Lookup, refuse } from './lookup.ts'
import { pathDateOf } from './path-date.ts'
import { shown, Unreadable } from './unreadable.ts'

const PUBLISHED = [
  ...['date', 'pubdate', 'pubdatetime', 'publishdate', 'publisheddate', 'published', 'publishedat', 'datepublished'],
  ...['created', 'createdat', 'datecreated'],
]
const UPDATED = [
  ...['updated', 'lastmod', 'updateddate', 'lastmodifiedat', 'lastmodified', 'modified', 'datemodified'],
  ...['lastupdated', 'updatedat', 'modifiedat', 'moddatetime'],
]

/** Where the date of a post may stand, besides its front matter. Places come in order of precedence. */
export type OtherDates = {
  places: Pick<Place, 'folders' | 'name'>[]
  dateline: (Dateline & { line: number }) | undefined
}

/** The moment of the first date field of a front matter. Throws Unreadable when it cannot be read. */
export function statedDate(lookup: Lookup, zone: string): number | undefined {
  for (const name of PUBLISHED) {
    const field = lookup(name)
    if (field === undefined || field.value === false || (name === 'published' && flagIn(field.value) !== undefined))
      continue
    const read = readDate(field.value, zone)
    return 'at' in read ? read.at : refuse(field, read.fault)
  }
  return undefined
}

/** When the front matter says that the post changed; only when that is a date, and not before it was published. */
export function updatedDate(lookup: Lookup, zone: string, publishedAt: number): number | undefined {
  const field = lookup(...UPDATED)
  if (field === undefined || typeof field.value === 'boolean') return undefined
  const read = readDate(field.value, zone)
  if ('at' in read) return read.at >= publishedAt ? read.at : undefined
  return read.isUnknowable ? undefined : refuse(field, read.fault)
}

/**
 * The date of a post whose front matter has none: of its path, else its dateline. Throws Unreadable when there is none.
 */
export function unstatedDate({ places, dateline }: OtherDates, zone: string): number {
  for (const place of places) {
    const found = pathDateOf(place)
    if (found) return momentOf(instantOf(found.date, zone), null, `the date ${shown(found.text)} in its path`)
  }
  if (dateline) return momentOf(instantOf(dateline.date, zone), dateline.line, `dateline ${shown(dateline.text)}`)
  throw new Unreadable(
    null,
    'has no date. Add a line `date: 2024-05-20` to its front matter, begin its name with 2024-05-20-, or its text with "May 20, 2024." Write `draft: true` where it is no post.',
  )
}

function momentOf(read: ReadDate, line: number | null, what: string): number {
  if ('at' in read) return read.at
  throw new Unreadable(line, `${what} ${read.fault}`)
}
