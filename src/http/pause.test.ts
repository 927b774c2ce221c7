import { expect, test } from 'vitest'
import { parsePause } from './pause.ts'

const NOW = Date.UTC(2024, 4, 20, 8)

test.each([
  ['2024-06-03', 'Europe/Berlin', Date.UTC(2024, 5, 2, 22)],
  ['2024-05-21', 'UTC', Date.UTC(2024, 4, 21)],
  ['', 'UTC', null],
])('%j in %s ends at the first moment of the day', (text, zone, pausedUntil) => {
  expect(parsePause(text, zone, NOW)).toEqual({ pausedUntil })
})

test.each([
  ['2024-05-20', 'which is not ahead'],
  ['2023-06-03', 'which is not ahead'],
  ['2026-06-03', 'which is over a year ahead'],
  ['2024-02-31', 'which is no day'],
  ['soon', 'which is no day'],
  ['2024-06-03T08:00', 'which is no day'],
])('%j is refused, as %s', (text, why) => {
  expect(parsePause(text, 'UTC', NOW)).toEqual({ error: expect.stringContaining(why) })
})

test('today is the day that it is in the zone', () => {
  expect(parsePause('2024-05-21', 'Pacific/Kiritimati', Date.UTC(2024, 4, 20, 11))).toHaveProperty('error')
})
