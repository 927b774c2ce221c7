import { DateTime } from 'luxon'

/** The day, such as 2024-05-20, and the month, such as 2024-05, of a time in a zone, and when the next day begins there. */
export type Periods = { day: string; month: string; nextDayAt: number }

let known = { zone: '', since: Number.POSITIVE_INFINITY, periods: { day: '', month: '', nextDayAt: 0 } }

/** Asked with every group of messages that go out, nearly always within one day. @param now in milliseconds */
export function periodsOf(now: number, zone: string): Periods {
  if (zone === known.zone && now >= known.since && now < known.periods.nextDayAt) return known.periods
  const day = DateTime.fromMillis(now, { zone }).startOf('day')
  const periods = { day: day.toFormat('yyyy-MM-dd'), month: day.toFormat('yyyy-MM'), nextDayAt: nextDay(day, now) }
  known = { zone, since: now, periods }
  return periods
}

/** Where the clock skips midnight, `plus` lands within the next day and not at its start. */
function nextDay(day: DateTime, now: number): number {
  const next = day.plus({ days: 1 }).startOf('day').toMillis()
  return next > now ? next : now + 86_400_000
}
