import { parseName } from '../subscribers/name.ts'
import type { Preferences, Subscriber } from '../subscribers/subscriber.ts'
import { readTimes, topicsIn } from './choices-form.ts'
import { type Fields, fieldIn } from './form-fields.ts'
import { parsePause } from './pause.ts'

export type Changed = Preferences & { name: string | null; pausedUntil: number | null }

/** What cannot be saved, and what else was chosen, to be shown again. */
export type RefusedChange = { error: string; shown: Partial<Changed> }

/** A body of another type, or of other fields, would be taken for a form in which nothing was changed. */
export function isPreferencesForm(given: Fields): boolean {
  return ['cadence', 'hour', 'weekday', 'monthday', 'zone', 'scope', 'pause', 'name'].some((name) => name in given)
}

/** Reads the form of the preferences; what it does not name stays as it is. */
export function readChange(
  given: Fields,
  before: Subscriber,
  at: { now: number; schedule: string | undefined },
): Changed | RefusedChange {
  const times = readTimes(given, before, at.schedule)
  if ('error' in times) return { error: times.error, shown: {} }
  const scope = fieldIn(given, 'scope')
  const topics = scope === undefined ? before.topics : scope === 'all' ? null : topicsIn(given)
  const preferences = { ...times, topics }
  const pauseText = fieldIn(given, 'pause')
  const pause =
    pauseText === undefined ? { pausedUntil: before.pausedUntil } : parsePause(pauseText, times.zone, at.now)
  if ('error' in pause) return { error: pause.error, shown: preferences }
  const named = parseName(fieldIn(given, 'name') ?? before.name ?? '')
  if ('error' in named) return { error: named.error, shown: { ...preferences, ...pause } }
  const changed = { ...preferences, ...pause, name: named.name }
  return topics?.length === 0 ? { error: 'choose at least one topic, or every post.', shown: changed } : changed
}
