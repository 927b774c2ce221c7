import { nextWall, previousWall } from '../config/cron.ts'
import type { Cadence, Preferences } from '../subscribers/subscriber.ts'
import { weekdayName } from '../subscribers/weekday.ts'
import { ordinal, scheduleWords, twoDigits } from './schedule-words.ts'
import { instantOf, wallAt } from './wall-clock.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Days and months are counted from 1 January 1970, weeks from Monday 5 January 1970. */
const FIRST_MONDAY = 4

type Calendar = { periodOf(day: number): number; dayOf(period: number, p: Preferences): number }

const CALENDARS: Record<Exclude<Cadence, 'instant' | 'site'>, Calendar> = {
  daily: { periodOf: (day) => day, dayOf: (day) => day },
  weekly: {
    periodOf: (day) => Math.floor((day - FIRST_MONDAY) / 7),
    dayOf: (week, p) => FIRST_MONDAY + week * 7 + p.weekday - 1,
  },
  monthly: {
    periodOf(day) {
      const date = new Date(day * DAY)
      return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth()
    },
    dayOf(month, p) {
      const first = Date.UTC(1970, month, 1) / DAY
      const last = Date.UTC(1970, month + 1, 0) / DAY
      return Math.min(first + p.monthday - 1, last)
    },
  },
}

/**
 * The first slot strictly after a moment, both in milliseconds. There is exactly one slot for each local day, week or
 * month: an hour that exists twice counts the first time; an hour that is skipped is due at the moment when the gap ends.
 * A day that its zone left out (Apia, 30 December 2011) has no daily slot; a weekly or monthly digest of that day is due
 * when the next day begins, and so is a time of the site's schedule. For `instant` every moment is a slot, and the
 * answer is `after` itself.
 * @param schedule the cron expression of `digest.schedule`, for who gets digests by it
 * @throws Error when this machine does not know the zone
 */
export function nextDue(p: Preferences, after: number, schedule?: string): number {
  if (p.cadence === 'instant') return after
  if (p.cadence === 'site' && schedule !== undefined) return nextScheduled(schedule, p.zone, after)
  const calendar = CALENDARS[calendarOf(p.cadence)]
  let period = calendar.periodOf(Math.floor(after / DAY) - 1)
  let slot = slotOf(p, calendar, period)
  while (slot === null || slot <= after) slot = slotOf(p, calendar, ++period)
  return slot
}

/** The last slot at or before a moment, by the same rules as `nextDue`. */
export function previousDue(p: Preferences, at: number, schedule?: string): number {
  if (p.cadence === 'instant') return at
  if (p.cadence === 'site' && schedule !== undefined) return previousScheduled(schedule, p.zone, at)
  const calendar = CALENDARS[calendarOf(p.cadence)]
  let period = calendar.periodOf(Math.floor(at / DAY) + 1)
  let slot = slotOf(p, calendar, period)
  while (slot === null || slot > at) slot = slotOf(p, calendar, --period)
  return slot
}

/** A site that has given up its schedule still sends, once a week. */
function calendarOf(cadence: Exclude<Cadence, 'instant'>): keyof typeof CALENDARS {
  return cadence === 'site' ? 'weekly' : cadence
}

function slotOf(p: Preferences, calendar: Calendar, period: number): number | null {
  const day = calendar.dayOf(period, p)
  if (p.cadence === 'daily' && isLeftOut(day, p.zone)) return null
  return instantOf(day * DAY + p.hour * HOUR, p.zone)
}

function isLeftOut(day: number, zone: string): boolean {
  return instantOf(day * DAY, zone) === instantOf((day + 1) * DAY, zone)
}

let foreseen = { schedule: '', after: 0, slots: new Map<string, number>() }

/** A fan-out asks the same for every subscriber of a zone. */
function nextScheduled(schedule: string, zone: string, after: number): number {
  if (foreseen.schedule !== schedule || foreseen.after !== after) foreseen = { schedule, after, slots: new Map() }
  const slot = foreseen.slots.get(zone) ?? findScheduled(schedule, zone, after)
  foreseen.slots.set(zone, slot)
  return slot
}

function findScheduled(schedule: string, zone: string, after: number): number {
  let wall = wallAt(after, zone)
  let slot = after
  while (slot <= after) {
    wall = nextWall(schedule, wall)
    slot = instantOf(wall, zone)
  }
  return slot
}

function previousScheduled(schedule: string, zone: string, at: number): number {
  // A clock that was put back has shown later times already.
  let wall = previousWall(schedule, Math.max(wallAt(at, zone), wallAt(at - DAY, zone) + DAY))
  while (wall !== null && instantOf(wall, zone) > at) wall = previousWall(schedule, wall - 1)
  return wall === null ? at : instantOf(wall, zone)
}

/**
 * When digests come, in words that end a sentence: `every Monday at 08:00 (Europe/Berlin)`.
 * @param schedule the cron expression of `digest.schedule`, for who gets digests by it
 */
export function cadenceSentence(p: Preferences, schedule?: string): string {
  const time = `at ${twoDigits(p.hour)}:00 (${p.zone})`
  switch (p.cadence) {
    case 'instant':
      return 'as soon as a post appears'
    case 'daily':
      return `every day ${time}`
    case 'weekly':
      return `every ${weekdayName(p.weekday)} ${time}`
    case 'monthly':
      return `on the ${p.monthday === 31 ? 'last day' : ordinal(p.monthday)} of every month ${time}`
    case 'site':
      return `${(schedule && scheduleWords(schedule)) ?? 'on the days on which the site sends it'} (${p.zone})`
    default:
      return p.cadence satisfies never
  }
}
