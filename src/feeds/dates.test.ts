import { expect, it } from 'vitest'
import { feedDates } from './dates.ts'

it('keeps the day that was written, with the offset of the site on that day', () => {
  const berlin = feedDates('Europe/Berlin')
  expect(berlin.rss(Date.UTC(2024, 4, 19, 22))).toBe('Mon, 20 May 2024 00:00:00 +0200')
  expect(berlin.iso(Date.UTC(2024, 4, 19, 22))).toBe('2024-05-20T00:00:00+02:00')
  expect(berlin.iso(Date.UTC(2024, 11, 1, 23))).toBe('2024-12-02T00:00:00+01:00')
})

it('writes an offset in RSS that every reader knows, and keeps the day', () => {
  const kathmandu = feedDates('Asia/Kathmandu')
  expect(kathmandu.rss(Date.UTC(2024, 4, 19, 18, 15))).toBe('Mon, 20 May 2024 00:15:00 +0600')
  expect(kathmandu.iso(Date.UTC(2024, 4, 19, 18, 15))).toBe('2024-05-20T00:00:00+05:45')
  expect(feedDates('America/St_Johns').rss(Date.UTC(2024, 4, 20))).toBe('Sun, 19 May 2024 21:30:00 -0230')
})

it('keeps the instant where an offset had seconds', () => {
  const { rss, iso } = feedDates('Europe/Berlin')
  const ms = Date.UTC(1850, 0)
  expect([Date.parse(rss(ms)), Date.parse(iso(ms))]).toEqual([ms, ms])
})

it('writes whole seconds, before 1970 too', () => {
  expect(feedDates('UTC').iso(-1)).toBe('1969-12-31T23:59:59Z')
})
