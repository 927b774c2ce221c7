import fc from 'fast-check'
import { expect, test } from 'vitest'
import { displayWidth } from './display-width.ts'
import { wrapText } from './wrap-text.ts'

test('lines break at spaces', () => {
  expect(wrapText('aa bbb cc d', 6)).toEqual(['aa bbb', 'cc d'])
})

test('a word that is longer than a line stays whole', () => {
  expect(wrapText('a https://example.org/long b', 10)).toEqual(['a', 'https://example.org/long', 'b'])
})

test('a no-break space holds its words together and is printed as a space', () => {
  expect(wrapText('aa label\u00a0[12]', 10)).toEqual(['aa', 'label [12]'])
})

test('East Asian text breaks between characters, which are two columns wide', () => {
  expect(wrapText('漢字漢字漢字', 8)).toEqual(['漢字漢字', '漢字'])
})

test('a line never begins with a full stop, nor ends with an opening bracket', () => {
  expect(wrapText('漢字漢字。漢', 8)).toEqual(['漢字漢', '字。漢'])
  expect(wrapText('漢字漢「字」', 8)).toEqual(['漢字漢', '「字」'])
})

test('an accent takes no column of its own', () => {
  expect(displayWidth('e\u0301a👍🏽')).toBe(4)
})

test('nothing but white space is lost, and only whole words stand out', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bb ', ' ccc ', '漢', '字。', '👨‍👩‍👧 ', '\n'))
    .map((parts) => parts.join(''))
  const wrapped = fc.property(text, fc.integer({ min: 8, max: 20 }), (source, width) => {
    const lines = wrapText(source, width)
    expect(lines.join('').replace(/\s/g, '')).toBe(source.replace(/\s/g, ''))
    for (const line of lines) expect(displayWidth(line) <= width || !line.includes(' ')).toBe(true)
  })
  fc.assert(wrapped)
})
