import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleLength } from './cut.ts'
import { subjectOf } from './subject.ts'

test('one post gives its title', () => {
  expect(subjectOf(['Ten small rules'], 'en')).toBe('Ten small rules')
})

test('two posts give both titles', () => {
  expect(subjectOf(['Ten small rules', 'What a feed remembers'], 'en')).toBe('Ten small rules · What a feed remembers')
})

test('more posts give two titles and the number of the others', () => {
  expect(subjectOf(['One', 'Two', 'Three', 'Four', 'Five'], 'en-GB')).toBe('One · Two · 3 more')
})

test('a site in another language gets no English words', () => {
  expect(subjectOf(['Eins', 'Zwei', 'Drei'], 'de')).toBe('Eins · Zwei · +1')
})

test('a long second title is cut behind a word', () => {
  const long = 'The inbox is a slow medium, and that is its strength, as every postman knows'
  expect(subjectOf(['Ten small rules for calm software', long], 'en')).toBe(
    'Ten small rules for calm software · The inbox is a slow medium, and that is its…',
  )
})

test('a first title that leaves no room stands alone with the number of the others', () => {
  const long = 'A very long title that goes on and on until nobody remembers how it once began to be'
  expect(subjectOf([long, 'Two', 'Three'], 'en')).toBe(
    'A very long title that goes on and on until nobody remembers how it once began… · 2 more',
  )
})

test('a title with line breaks is one line', () => {
  expect(subjectOf(['Ten\r\nBcc: eve@example.net'], 'en')).toBe('Ten Bcc: eve@example.net')
})

test('no subject is longer than 90 graphemes or has a line break', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 120 }), { minLength: 1, maxLength: 9 }), (titles) => {
      const subject = subjectOf(titles, 'en')
      expect(visibleLength(subject)).toBeLessThanOrEqual(90)
      expect(subject).not.toMatch(/[\r\n\0]/)
    }),
  )
})
