import { Cron } from 'croner'

/** True for a cron expression of five fields, minute to weekday, that comes at some time. */
export function isSchedule(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false
  try {
    return cronOf(text).nextRun(new Date(0)) !== null
  } catch {
    return false
  }
}

/**
 * The first wall time after another that a cron expression names, both written as the milliseconds that they would be in
 * UTC. Which moment that is in a zone is not asked here.
 */
export function nextWall(schedule: string, after: number): number {
  const next = cronOf(schedule).nextRun(new Date(after))
  if (next === null) throw new Error(`digest.schedule "${schedule}" never comes. Write it like 0 8 * * 2,5.`)
  return next.getTime()
}

/** The last such wall time at or before another; null when there was none. */
export function previousWall(schedule: string, at: number): number | null {
  const [previous] = cronOf(schedule).previousRuns(1, new Date(at + 1))
  return previous?.getTime() ?? null
}

const crons = new Map<string, Cron>()

function cronOf(schedule: string): Cron {
  const known = crons.get(schedule) ?? new Cron(schedule, { timezone: 'UTC' })
  crons.set(schedule, known)
  return known
}
