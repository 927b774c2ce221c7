import { oneLine } from './clean-text.ts'
import { datelineOf } from './dateline.ts'
import type { Block } from './text-blocks.ts'

const NOT_PROSE =
  /^(?:\s*(?:[-*+]\s|\d{1,9}[.)]\s|[>|<]|!\[|`{3}|~{3}|\{[%{<]|%%|\[[^\]]*\]:)| {4}|\t|(?:import|export)\s)/
const LONGEST = 120

/** What begins on the next line of a paragraph without a blank line between them (CommonMark 5.1, 5.3). */
const INTERRUPTION = /\n(?= {0,3}(?:>|[-*+] |1[.)] ))/

/** Whether a block is running text, and no list, quote, table, picture, code or markup. */
export function isProse(block: Block): boolean {
  return !NOT_PROSE.test(block.text)
}

/** Whether a block is one short line that can stand as a title or subtitle. */
export function isTitleLine(block: Block): boolean {
  const line = block.text.trim()
  if (line.includes('\n') || line.length > LONGEST || !isProse(block)) return false
  if (/[,;:]$/.test(line) || !/[\p{L}\p{N}]/u.test(line)) return false
  if (!/[.。]["”’)]?$/.test(line)) return true
  return line.length <= 60 && !/[.!?]\s/.test(line) && !datelineOf(line)?.rest
}

/** The words of a Markdown heading or line without their marks. */
export function plainWords(markdown: string): string {
  const text = markdown
    .slice(0, 1000)
    .replace(/\s*\{:?\s*[#.][^}]*\}\s*$/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, '$1')
    .replace(/(`+)\s?(.+?)\s?\1/g, '$2')
    .replace(/(?<![\w*\\])(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?!\*)/g, '$2')
    .replace(/(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)/g, '$2')
    .replace(/~~(.+?)~~/g, '$1')
    .replace(/<\/?(?:em|i|b|strong|code|span|small|sub|sup|kbd|mark|a|br)\b[^>]*>/gi, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
  return oneLine(text)
}

/** A title from the beginning of a paragraph: its first sentence when that is short, else its first words. */
export function firstWords(paragraph: string): string {
  const whole = plainWords(paragraph.split(INTERRUPTION, 1)[0] as string)
  const text = datelineOf(whole)?.rest || whole
  const sentence = /^.{8,80}?[.!?。！？](?=\s|$|[^\x00-\x7F])/u.exec(text)?.[0]
  if (sentence !== undefined) return sentence.replace(/[.。]$/, '')
  if (text.length <= 80) return text.replace(/[,;:]$/, '')
  const start = Array.from(text).slice(0, 60).join('')
  return `${start.replace(/[\s,;:–—-]+\S*$/u, '')}…`
}

/** A title from a slug: `my-first_post` is "My first post". */
export function titleFromSlug(slug: string): string {
  const words = oneLine(slug.replace(/[-_]+/g, ' '))
  return words.charAt(0).toUpperCase() + words.slice(1)
}
