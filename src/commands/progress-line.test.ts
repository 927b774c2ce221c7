import { describe, expect, it } from 'vitest'
import { duration, progressLine, rateMeter } from './progress-line.ts'

describe('a line of progress', () => {
  it('tells how far a step is, how fast, and how long it takes', () => {
    expect(progressLine({ step: 'planning', done: 340_000, total: 1_000_000, rate: 22_000 })).toBe(
      'planning 340,000 of 1,000,000, 22,000 a second, 30 s left',
    )
  })

  it('tells what the mail server has not taken, and nothing of what there is none of', () => {
    const sums = { deferred: 12, bounced: 0, inDoubt: 1 }
    expect(progressLine({ step: 'sending', done: 500, total: 9500, rate: 2.5, sums })).toBe(
      'sending 500 of 9,500, 2.5 a second, 60 min left; 12 deferred, 1 in doubt',
    )
  })

  it('foretells nothing while nothing moves, and at the end', () => {
    expect(progressLine({ step: 'reading', done: 0, total: 7, rate: 0 })).toBe('reading 0 of 7')
    expect(progressLine({ step: 'reading', done: 7, total: 7, rate: 3 })).toBe('reading 7 of 7, 3 a second')
  })
})

it.each([
  [0.2, '1 s'],
  [99.4, '99 s'],
  [99.6, '2 min'],
  [5_939, '99 min'],
  [11_100, '3 h 5 min'],
])('says %f seconds as %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words)
})

it('takes the rate over the last seconds only', () => {
  const rate = rateMeter(0, 0)
  for (let second = 1; second <= 20; second++) rate(second * 1000, second * 100)
  expect(rate(20_000, 2000)).toBe(100)
  for (let second = 21; second <= 26; second++) rate(second * 1000, 2000)
  expect(rate(26_000, 2000)).toBe(0)
})
