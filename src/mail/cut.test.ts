import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutAtWord, oneLine, visibleLength } from './cut.ts'

test('line breaks and control characters do not survive in one line', () => {
  expect(oneLine(' A\r\n title\0 with\tbreaks\u2028here \u0085\ud800 ')).toBe('A title with breaks here \ufffd')
})

test('a text that fits is left alone', () => {
  expect(cutAtWord('Ten small rules', 15)).toBe('Ten small rules')
})

test('a longer text is cut behind a word', () => {
  expect(cutAtWord('Ten small rules for calm software', 20)).toBe('Ten small rules for…')
})

test('no comma stands before the ellipsis', () => {
  expect(cutAtWord('One thing, and another', 14)).toBe('One thing…')
})

test('Japanese is cut without spaces', () => {
  expect(cutAtWord('静かなソフトウェアのための規則', 11)).toBe('静かなソフトウェアの…')
})

test('one endless word is cut all the same', () => {
  expect(cutAtWord('x'.repeat(50), 10)).toBe('xxxxxxxxx…')
})

test('no text gets longer than asked, and no grapheme is torn', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 2, max: 40 }), (text, most) => {
      const cut = cutAtWord(text, most)
      expect(visibleLength(cut)).toBeLessThanOrEqual(most)
      if (cut !== text) expect(text.startsWith(cut.slice(0, -1))).toBe(true)
    }),
  )
})
