const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const words = new Intl.Segmenter(undefined, { granularity: 'word' })

/** One line: control characters and lone surrogates gone, runs of white space one space. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(/[\x00-\x1f\x7f-\x9f]/g, '')
    .trim()
}

/** Length of a text as its reader counts it: in graphemes. */
export function visibleLength(text: string): number {
  let count = 0
  for (const _ of graphemes.segment(text)) count++
  return count
}

/** The text, or as many of its words as fit into `most` graphemes together with a final "…". Needs no spaces between words. */
export function cutAtWord(text: string, most: number): string {
  if (visibleLength(text) <= most) return text
  const room = most - 1
  const whole = takeWhole(words, text, room)
  const kept = visibleLength(whole) * 2 < room ? takeWhole(graphemes, text, room) : whole
  return `${kept.replace(/[\s,;:.·–—-]{1,3}$/, '')}…`
}

function takeWhole(segmenter: Intl.Segmenter, text: string, room: number): string {
  let kept = ''
  let left = room
  for (const { segment } of segmenter.segment(text)) {
    left -= visibleLength(segment)
    if (left < 0) break
    kept += segment
  }
  return kept
}
