import { expect, test } from 'vitest'
import { parseHttpDate } from './http-date.ts'

const NOW = Date.UTC(2026, 4, 20)
const MOMENT = Date.UTC(1994, 10, 6, 8, 49, 37)

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', MOMENT],
  ['Sunday, 06-Nov-94 08:49:37 GMT', MOMENT],
  ['Sun Nov  6 08:49:37 1994', MOMENT],
  [' Sun, 06 Nov 1994 08:49:37 GMT ', MOMENT],
  ['Thu, 29 Feb 2024 23:59:60 GMT', Date.UTC(2024, 2, 1)],
  ['Wednesday, 20-May-76 00:00:00 GMT', Date.UTC(2076, 4, 20)],
  ['Friday, 20-May-77 00:00:00 GMT', Date.UTC(1977, 4, 20)],
])('%j is one moment, wherever the server stands', (text, ms) => {
  expect(parseHttpDate(text, NOW)).toBe(ms)
})

test.each([
  '',
  'tomorrow',
  '2030',
  '1994-11-06T08:49:37Z',
  'Sun, 06 Nov 1994 08:49:37',
  'Sun, 06 Nov 1994 08:49:37 +0100',
  'Sun, 6 Nov 1994 08:49:37 GMT',
  'Sun, 06 nov 1994 08:49:37 GMT',
  'Sat, 31 Feb 2024 00:00:00 GMT',
  'Sun, 00 Nov 1994 00:00:00 GMT',
  'Sun, 06 Nov 1994 24:00:00 GMT',
  'Sun, 06 Nov 1994 08:60:00 GMT',
])('%j is no date of HTTP', (text) => {
  expect(parseHttpDate(text, NOW)).toBe(null)
})
