import type { Preferences } from '../subscribers/subscriber.ts'
import { nextDue } from './schedule.ts'

type Timed = Preferences & { pausedUntil: number | null }

/**
 * When the next digest is due after somebody changed what they get, in milliseconds: the first slot of the new times after
 * now, or at or after the end of the pause. With the same times it stays when it was, so that a digest that is due already is not lost to
 * somebody who changes their topics or name. Topics need nothing: the next digest has every post since the last one that is
 * about the topics they have then.
 */
export function dueAfterChange(
  before: Timed & { dueAt: number },
  after: Timed,
  now: number,
  schedule: string | undefined,
): number {
  if (timesOf(before, now) === timesOf(after, now)) return before.dueAt
  return nextDue(after, Math.max(now, (after.pausedUntil ?? 0) - 1), schedule)
}

function timesOf({ cadence, hour, weekday, monthday, zone, pausedUntil }: Timed, now: number): string {
  return JSON.stringify([cadence, hour, weekday, monthday, zone, Math.max(now, pausedUntil ?? 0)])
}
