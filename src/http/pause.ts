import { isCalendarDay } from '../config/known-values.ts'
import { instantOf } from '../digests/wall-clock.ts'
import { isoDayIn } from './dates.ts'

const LONGEST_MS = 366 * 86_400_000

/**
 * Reads the day on which digests go on again, `2024-06-03`, as its first moment in a zone; null when the field is empty.
 * It lies ahead, and a year ahead at most.
 */
export function parsePause(
  text: string,
  zone: string,
  now: number,
): { pausedUntil: number | null } | { error: string } {
  const day = text.trim()
  if (day === '') return { pausedUntil: null }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !isCalendarDay(day)) {
    return {
      error: `the pause ends on ${JSON.stringify(day.slice(0, 40))}, which is no day. Write it like 2024-06-03.`,
    }
  }
  if (day <= isoDayIn(zone, now)) return { error: `the pause ends on ${day}, which is not ahead. Choose a later day.` }
  const pausedUntil = instantOf(Date.parse(`${day}T00:00:00Z`), zone)
  return pausedUntil - now > LONGEST_MS
    ? { error: `the pause ends on ${day}, which is over a year ahead. Choose an earlier day.` }
    : { pausedUntil }
}
