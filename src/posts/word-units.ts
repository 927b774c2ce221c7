const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
const PIECE = new RegExp(`[${UNSPACED}ー、。，．！？「」『』（）：；]+[\\p{M}\\u200d]*|(?:(?![${UNSPACED}])\\S)+`, 'gu')
const IS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u')
const LONGEST_WORD = 40

let segmenter: Intl.Segmenter | undefined

/** The text as the characters that people see. */
export function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** A word, one character of a script that sets no spaces, or one of a word too long to be one. `end` is an offset in the text. */
export type WordUnit = { end: number; kind: 'word' | 'character' | 'part' }

/** The countable parts of a text, in order. */
export function* wordUnits(text: string): Generator<WordUnit> {
  for (const match of text.matchAll(PIECE)) {
    const piece = match[0]
    if (!IS_UNSPACED.test(piece) && piece.length <= LONGEST_WORD) {
      yield { end: match.index + piece.length, kind: 'word' }
      continue
    }
    const kind = IS_UNSPACED.test(piece) ? 'character' : 'part'
    for (const { index, segment } of graphemes(piece)) {
      yield { end: match.index + index + segment.length, kind }
    }
  }
}
