import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import { sinceMs } from '../digests/choose.ts'
import { readSetting } from '../store/settings.ts'

/** Midnight in this zone, of the day on which `now` falls. */
export function startOfToday(now: number, zone: string): number {
  return DateTime.fromMillis(now, { zone }).startOf('day').toMillis()
}

/** The first instant whose posts may be mailed: the configured day, or the day of the site's first run. */
export async function firstMailedDay(app: App, now: number): Promise<number> {
  const { digest, site } = app.config
  if (digest.since !== undefined) return sinceMs(digest.since, site.timezone)
  return Number((await readSetting(app.store.db, 'first-day')) ?? startOfToday(now, site.timezone))
}
