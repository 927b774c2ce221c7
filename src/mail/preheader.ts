import { cutAtWord, oneLine, visibleLength } from './cut.ts'

const LEAST = 40
const MOST = 90

/**
 * What an inbox shows behind the subject: 40 to 90 graphemes on one line. `body` holds texts that stand in the message,
 * the best first; further ones are used while the line is too short.
 */
export function preheaderOf(body: string[]): string {
  let line = ''
  for (const text of body.map(oneLine)) {
    if (visibleLength(line) >= LEAST) break
    if (text !== '') line = line === '' ? text : `${line} · ${text}`
  }
  return cutAtWord(line, MOST)
}

/** Invisible characters that keep an inbox from showing the first words of the message behind the preheader. As HTML. */
export const PREHEADER_PADDING = '&#847;&zwnj;&nbsp;'.repeat(90)
