import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visibleLength } from './cut.ts'
import { preheaderOf } from './preheader.ts'

test('a long first text is cut behind a word', () => {
  const text =
    'I read the logs before the coffee was ready, and nothing had happened, which is the most beautiful sentence.'
  expect(preheaderOf([text])).toBe(
    'I read the logs before the coffee was ready, and nothing had happened, which is the most…',
  )
})

test('a short first text is followed by the next ones', () => {
  expect(preheaderOf(['Nothing happened.', 'What a feed remembers', 'Nothing more'])).toBe(
    'Nothing happened. · What a feed remembers',
  )
})

test('empty texts leave no mark', () => {
  expect(preheaderOf(['', 'What a feed remembers, and what it forgets'])).toBe(
    'What a feed remembers, and what it forgets',
  )
})

test('it shows 40 to 90 graphemes whatever the texts are, when the last one is long enough', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 200 })), (texts) => {
      const line = preheaderOf([...texts, 'You get this because you asked for it, and for nothing else.'])
      expect(visibleLength(line)).toBeGreaterThanOrEqual(40)
      expect(visibleLength(line)).toBeLessThanOrEqual(90)
    }),
  )
})
