import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import type { Preferences } from '../subscribers/subscriber.ts'
import { nextDue, previousDue } from './schedule.ts'

const base: Preferences = { cadence: 'daily', hour: 8, weekday: 1, monthday: 1, zone: 'Europe/Berlin', topics: null }
const at = (text: string) => Date.parse(text)
const iso = (instant: number) => new Date(instant).toISOString()

const ZONES = [
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/St_Johns',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/London',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'UTC',
]
const anyZone = fc.constantFrom(...ZONES)
const anyPreferences: fc.Arbitrary<Preferences> = fc.record({
  cadence: fc.constantFrom('daily' as const, 'weekly' as const, 'monthly' as const),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  monthday: fc.integer({ min: 1, max: 31 }),
  zone: anyZone,
  topics: fc.constant(null),
})
const anyMoment = fc.integer({ min: at('2012-02-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') })

describe('the schedule', () => {
  it('agrees with a clock that is watched every quarter of an hour', () => {
    fc.assert(
      fc.property(anyPreferences, anyMoment, (p, after) => {
        expect(iso(nextDue(p, after))).toBe(iso(watchedDue(p, after)))
      }),
      { numRuns: 150 },
    )
  })

  it('goes forward and back over the same slots', () => {
    fc.assert(
      fc.property(anyPreferences, anyMoment, (p, moment) => {
        const slot = nextDue(p, moment)
        expect(previousDue(p, slot)).toBe(slot)
        expect(previousDue(p, slot - 1)).toBeLessThanOrEqual(moment)
        expect(nextDue(p, previousDue(p, moment))).toBe(slot)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    'Africa/Cairo',
    'America/New_York',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Europe/Berlin',
  ])('has one slot on every local day of fifteen years in %s', (zone) => {
    const gaps = [0, 2, 8, 23].flatMap((hour) => daysWithoutNext({ ...base, zone, hour }, '2000-01-01T12:00:00Z', 15))
    expect(gaps).toEqual([])
  })
})

function daysWithoutNext(p: Preferences, from: string, years: number): string[] {
  let slot = nextDue(p, at(from))
  const days = Array.from({ length: years * 365 }, () => {
    const day = DateTime.fromMillis(slot, { zone: p.zone }).toISODate() ?? ''
    slot = nextDue(p, slot)
    return day
  })
  return days.filter((day, index) => index > 0 && at(day) - at(days[index - 1]!) !== 86_400_000)
}

/** The rule as it is told: the first moment at which the clock shows a due hour, or has just jumped over it. */
function watchedDue(p: Preferences, after: number): number {
  const quarter = 900_000
  let shown = Number.NEGATIVE_INFINITY
  for (let now = Math.floor(after / quarter) * quarter - 26 * 4 * quarter; ; now += quarter) {
    const wall = DateTime.fromMillis(now, { zone: p.zone }).setZone('UTC', { keepLocalTime: true }).toMillis()
    if (now > after && now - after > 40 * 86_400_000) throw new Error('no slot in forty days')
    for (let missed = Math.max(shown + quarter, wall - 26 * 4 * quarter); missed <= wall; missed += quarter) {
      if (now > after && isDue(p, DateTime.fromMillis(missed, { zone: 'UTC' }))) return now
    }
    shown = Math.max(shown, wall)
  }
}

function isDue(p: Preferences, wall: DateTime): boolean {
  if (wall.hour !== p.hour || wall.minute !== 0) return false
  if (p.cadence === 'weekly') return wall.weekday === p.weekday
  if (p.cadence === 'monthly') return wall.day === Math.min(p.monthday, wall.daysInMonth ?? 31)
  return true
}
