import { graphemes, wordUnits } from './word-units.ts'

const CHARACTERS_PER_WORD = 2
const SENTENCE_END = /[.!?…]["'”’)\]]*(?=\s+\P{Ll})|[。！？]["'”’」』）]*/gu
const SHORTEST_SHARE = 0.6

/** Where a text of so many words ends, as an offset, and how many of the words are left; the whole text when it fits. */
export type Cut = { end: number; left: number }

/**
 * The first `words` words of a text, two characters counting as one word in scripts that set no spaces. A longer text
 * ends with the last sentence that fills at least six tenths, else with a word; never within a character as people see it.
 */
export function cutText(text: string, words: number): Cut {
  let used = 0
  let end = 0
  let shortest = 0
  for (const unit of wordUnits(text)) {
    const size = unit.kind === 'word' ? 1 : 1 / CHARACTERS_PER_WORD
    if (used + size > words)
      return { end: snapped(text, sentenceEnd(text, shortest, end) ?? wordEnd(text, end)), left: 0 }
    used += size
    end = unit.end
    if (used <= words * SHORTEST_SHARE) shortest = end
  }
  return { end: text.length, left: words - used }
}

/** What follows a text that was cut: a sentence keeps its distance to the dots. */
export function ellipsisAfter(text: string): string {
  return /[.!?]["'”’)\]]*$/.test(text) ? ' …' : '…'
}

function sentenceEnd(text: string, from: number, to: number): number | undefined {
  const ends = [...text.slice(0, to + 2).matchAll(SENTENCE_END)].map((match) => match.index + match[0].length)
  return ends.findLast((end) => end >= from && end <= to)
}

function wordEnd(text: string, end: number): number {
  return text.slice(0, end).replace(/[\s,;:–—(-]+$/u, '').length
}

function snapped(text: string, end: number): number {
  return graphemes(text).containing(end)?.index ?? end
}
