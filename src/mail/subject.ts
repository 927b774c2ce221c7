import { cutAtWord, oneLine, visibleLength } from './cut.ts'

const MOST = 88
/** A second title that is cut shorter than this says too little to be named. */
const LEAST = 24

/**
 * The subject of an edition, from the titles of its posts, newest first: the title of a single post, else
 * "First · Second" and how many more there are. One line, at most 88 graphemes, cut between words.
 */
export function subjectOf(titles: string[], language: string): string {
  const [first = '', second = ''] = titles.map(oneLine)
  if (titles.length <= 1) return cutAtWord(first, MOST)
  const others = titles.length - 2
  const tail = others > 0 ? ` · ${more(others, language)}` : ''
  const room = MOST - visibleLength(`${first} · ${tail}`)
  if (room >= Math.min(LEAST, visibleLength(second))) return `${first} · ${cutAtWord(second, room)}${tail}`
  const rest = ` · ${more(titles.length - 1, language)}`
  return `${cutAtWord(first, MOST - visibleLength(rest))}${rest}`
}

/** "3 more" needs no translation only where the site writes English. */
function more(count: number, language: string): string {
  return /^en\b/i.test(language) ? `${count} more` : `+${count}`
}
