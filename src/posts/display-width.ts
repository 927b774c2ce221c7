import { graphemes } from './word-units.ts'

const WIDE = new RegExp(
  '\\p{Emoji_Presentation}|[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\u33ff\\u3400-\\u4dbf\\u4e00-\\ua4cf\\uac00-\\ud7a3' +
    '\\uf900-\\ufaff\\ufe30-\\ufe6f\\uff01-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1f64f}\\u{1f900}-\\u{1f9ff}\\u{20000}-\\u{3fffd}]|.\\ufe0f',
  'u',
)

/** Columns that a text takes in a fixed-width font: two for East Asian wide characters and emoji (UAX 11). */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e\xa0-\u02ff\u2010-\u2027]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of graphemes(text)) width += isWide(segment) ? 2 : 1
  return width
}

/** Whether one character, as people see it, takes two columns. */
export function isWide(character: string): boolean {
  return WIDE.test(character)
}
