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
  'America/Caracas',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/St_Johns',
  'Antarctica/Troll',
  'Asia/Gaza',
  'Asia/Kathmandu',
  'Asia/Pyongyang',
  'Australia/Lord_Howe',
  'Europe/Berlin',
  'Europe/London',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Pacific/Norfolk',
  'Pacific/Pago_Pago',
  'UTC',
]
const anyZone = fc.constantFrom(...ZONES)
const anyPreferences: fc.Arbitrary<Preferences> = fc.record({
  cadence: fc.constantFrom('daily' as const, 'weekly' as const, 'monthly' as const, 'site' as const),
  hour: fc.integer({ min: 0, max: 23 }),
  weekday: fc.integer({ min: 1, max: 7 }),
  monthday: fc.integer({ min: 1, max: 31 }),
  zone: anyZone,
  topics: fc.constant(null),
})
/** At these quarters of these hours, on days of the month or of the week; an empty list stands for every day. */
type Times = { minutes: number[]; hours: number[]; days: number[]; weekdays: number[] }
const some = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 })
const none = fc.constant<number[]>([])
const anyTimes: fc.Arbitrary<Times> = fc.oneof(
  fc.record({ minutes: quarters(), hours: some(0, 23), days: some(1, 28), weekdays: none }),
  fc.record({ minutes: quarters(), hours: some(0, 23), days: none, weekdays: some(1, 7) }),
  fc.record({ minutes: quarters(), hours: some(0, 23), days: none, weekdays: none }),
)
const anyMoment = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2037-01-01T00:00:00Z') })
const nearApiasJump = fc.integer({ min: at('2011-12-26T00:00:00Z'), max: at('2012-01-02T00:00:00Z') })

function quarters() {
  return some(0, 3).map((list) => list.map((quarter) => quarter * 15))
}

function cronOf({ minutes, hours, days, weekdays }: Times): string {
  return `${minutes} ${hours} ${days.join() || '*'} * ${weekdays.join() || '*'}`
}

describe('the schedule', () => {
  it('agrees with a clock that is watched every quarter of an hour', () => {
    fc.assert(
      fc.property(anyPreferences, anyTimes, anyMoment, (p, times, after) => {
        expect(iso(nextDue(p, after, cronOf(times)))).toBe(iso(watchedDue(p, times, after)))
      }),
      { numRuns: 150 },
    )
  })

  it('agrees with that clock in the week from which Apia left a day out', () => {
    fc.assert(
      fc.property(anyPreferences, anyTimes, nearApiasJump, (anywhere, times, after) => {
        const p = { ...anywhere, zone: 'Pacific/Apia' }
        expect(iso(nextDue(p, after, cronOf(times)))).toBe(iso(watchedDue(p, times, after)))
      }),
      { numRuns: 60 },
    )
  })

  it('goes forward and back over the same slots', () => {
    fc.assert(
      fc.property(anyPreferences, anyTimes, anyMoment, (p, times, moment) => {
        const schedule = cronOf(times)
        const slot = nextDue(p, moment, schedule)
        expect(previousDue(p, slot, schedule)).toBe(slot)
        expect(previousDue(p, slot - 1, schedule)).toBeLessThanOrEqual(moment)
        expect(nextDue(p, previousDue(p, moment, schedule), schedule)).toBe(slot)
      }),
      { numRuns: 500 },
    )
  })

  it('has one slot for each day, week and month of any year in any zone that there is', () => {
    const everyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
    fc.assert(
      fc.property(everyZone, anyPreferences, fc.integer({ min: 1996, max: 2036 }), (zone, { hour, ...p }, year) => {
        const count = (cadence: Preferences['cadence']) => slotsOf({ ...p, hour, zone, cadence }, year)
        expect(count('monthly')).toBe(12)
        expect(count('weekly') + count('daily') / 1000).toBe(calendarOf({ ...p, zone }, year))
      }),
      { numRuns: 60 },
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

/** The slots that fall on local days of a year. */
function slotsOf(p: Preferences, year: number): number {
  const end = at(`${year + 1}-01-03T00:00:00Z`)
  const yearIn = (slot: number) => DateTime.fromMillis(slot, { zone: p.zone }).year
  let count = 0
  for (let slot = nextDue(p, at(`${year - 1}-12-29T00:00:00Z`)); slot < end; slot = nextDue(p, slot)) {
    if (yearIn(slot) === year) count++
  }
  return count
}

/** Days of a year that its zone did not leave out, as thousandths, and how often the year has this weekday. */
function calendarOf({ weekday, zone }: { weekday: number; zone: string }, year: number): number {
  let result = 0
  for (let day = DateTime.utc(year); day.year === year; day = day.plus({ days: 1 })) {
    const here = DateTime.fromObject({ year, month: day.month, day: day.day, hour: 12 }, { zone })
    if (here.day === day.day) result += 0.001
    if (day.weekday === weekday) result += 1
  }
  return Math.round(result * 1000) / 1000
}

/** The rule as it is told: the first moment at which the clock shows a due time, or has just jumped over it. */
function watchedDue(p: Preferences, times: Times, after: number): number {
  const quarter = 900_000
  let shown = Number.NEGATIVE_INFINITY
  for (let now = Math.floor(after / quarter) * quarter - 26 * 4 * quarter; ; now += quarter) {
    const wall = DateTime.fromMillis(now, { zone: p.zone }).setZone('UTC', { keepLocalTime: true }).toMillis()
    if (now > after && now - after > 40 * 86_400_000) throw new Error('no slot in forty days')
    for (let missed = Math.max(shown + quarter, wall - 26 * 4 * quarter); missed <= wall; missed += quarter) {
      const day = Math.floor(missed / 86_400_000) * 86_400_000
      const isDayLeftOut = day > shown && day + 86_400_000 <= wall
      if (p.cadence === 'daily' && isDayLeftOut) continue
      if (now > after && isDue(p, times, DateTime.fromMillis(missed, { zone: 'UTC' }))) return now
    }
    shown = Math.max(shown, wall)
  }
}

function isDue(p: Preferences, { minutes, hours, days, weekdays }: Times, wall: DateTime): boolean {
  if (p.cadence === 'site') {
    const isDay =
      (days.length === 0 || days.includes(wall.day)) && (weekdays.length === 0 || weekdays.includes(wall.weekday))
    return isDay && hours.includes(wall.hour) && minutes.includes(wall.minute)
  }
  if (wall.hour !== p.hour || wall.minute !== 0) return false
  if (p.cadence === 'weekly') return wall.weekday === p.weekday
  if (p.cadence === 'monthly') return wall.day === Math.min(p.monthday, wall.daysInMonth ?? 31)
  return true
}
