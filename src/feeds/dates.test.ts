import { expect, it } from 'vitest'
import { feedDates } from './dates.ts'

it('keeps the day that was written, with the offset of the site on that day', () => {
  const berlin = feedDates('Europe/Berlin')
  expect(berlin.rss(Date.UTC(2024, 4, 19, 22))).toBe('Mon, 20 May 2024 00:00:00 +0200')
  expect(berlin.iso(Date.UTC(2024, 4, 19, 22))).toBe('2024-05-20T00:00:00+02:00')
  expect(berlin.iso(Date.UTC(2024, 11, 1, 23))).toBe('2024-12-02T00:00:00+01:00')
})

it('writes whole seconds, before 1970 too', () => {
  expect(feedDates('UTC').iso(-1)).toBe('1969-12-31T23:59:59Z')
})
