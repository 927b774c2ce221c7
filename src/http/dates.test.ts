import { expect, test } from 'vitest'
import { dayIn, isoDayIn, momentIn, shortMomentIn } from './dates.ts'

const MOMENT = Date.UTC(2024, 4, 27, 22, 30)

test('a moment is told in the zone of who reads it', () => {
  expect(momentIn('Europe/Berlin', MOMENT)).toBe('Tuesday, 28 May 2024 at 00:30')
  expect(shortMomentIn('America/New_York', MOMENT)).toBe('Mon 27 May, 18:30')
  expect([dayIn('UTC', MOMENT), isoDayIn('UTC', MOMENT)]).toEqual(['Monday, 27 May 2024', '2024-05-27'])
})
