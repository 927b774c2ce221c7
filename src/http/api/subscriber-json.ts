import type { Preferences, Subscriber } from '../../subscribers/subscriber.ts'
import { WEEKDAYS } from '../../subscribers/weekday.ts'
import type { ChangeBody, SubscriberJson } from './schemas.ts'

export function subscriberJson(subscriber: Subscriber): SubscriberJson {
  const { id, address, name, state, cadence, hour, weekday, monthday, zone, topics, source, leaveReason } = subscriber
  const { createdAt, confirmedAt, endedAt, pausedUntil, dueAt } = subscriber
  return {
    ...{ id, address, name, state, cadence, hour },
    weekday: WEEKDAYS[weekday - 1] ?? 'monday',
    ...{ monthday, zone, topics },
    pausedUntil: isoOf(pausedUntil),
    nextDigest: state === 'active' ? isoOf(dueAt) : null,
    createdAt: new Date(createdAt).toISOString(),
    confirmedAt: isoOf(confirmedAt),
    endedAt: isoOf(endedAt),
    ...{ leaveReason, source },
  }
}

/** Only what was given. */
export function preferencesOf(given: Omit<ChangeBody, 'name' | 'pausedUntil'>): Partial<Preferences> {
  const { cadence, hour, weekday, monthday, zone, topics } = given
  return {
    ...(cadence !== undefined && { cadence }),
    ...(hour !== undefined && { hour }),
    ...(weekday !== undefined && { weekday: WEEKDAYS.indexOf(weekday) + 1 }),
    ...(monthday !== undefined && { monthday }),
    ...(zone !== undefined && { zone }),
    ...(topics !== undefined && { topics }),
  }
}

function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
