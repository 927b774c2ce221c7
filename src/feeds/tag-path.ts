import { hash } from 'node:crypto'
import { withoutForbidden } from './words.ts'

/** What two spellings of one tag have in common; empty for a tag that says nothing. */
export function tagKey(tag: string): string {
  return withoutForbidden(tag).normalize('NFC').trim().toLowerCase().normalize('NFC')
}

/**
 * The folder of a tag below tags/: one path segment that every file system holds, in either case and any normal form.
 * Spellings of one tag share it, two tags never do, and it depends on nothing but the tag. A tag of letters and digits
 * with single spaces or dashes between them keeps its letters (`static sites` is `static_sites`); any other loses what
 * cannot stand there, and gets a hash after two dashes instead (`C++` is `c--` and twelve digits).
 */
export function tagPath(tag: string): string {
  const key = tagKey(tag)
  if (isPlain(key)) return key.replaceAll(' ', '_')
  const letters = [...key.normalize('NFKC').replace(UNSAFE, '-')].slice(0, LONGEST).join('')
  return `${letters.replace(/^-+|-+$/g, '') || 'tag'}--${hash('sha256', key).slice(0, 12)}`
}

/** In characters: four bytes each, with the hash, stay below the 255 that a name may have. */
const LONGEST = 40
const PLAIN = /^[\p{L}\p{M}\p{N}]+(?:[ -][\p{L}\p{M}\p{N}]+)*$/u
const UNSAFE = /[^\p{L}\p{M}\p{N}]+/gu
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/

/** Whether no file system can take the tag for another one. */
function isPlain(key: string): boolean {
  if (!PLAIN.test(key) || DEVICE.test(key) || [...key].length > LONGEST) return false
  return key === key.normalize('NFKC') && key === key.toUpperCase().toLowerCase()
}
