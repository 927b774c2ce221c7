import type { App } from '../app.ts'
import { nextDue } from '../digests/schedule.ts'
import type { Lease } from '../store/lock.ts'
import { rescheduleSite } from '../store/reschedule.ts'
import { readSetting, saveSetting } from '../store/settings.ts'

const SETTING = 'digest-schedule'

/** True when `digest.schedule` is not what it was when somebody's next digest was last put by it. */
export async function hasNewSchedule({ config, store }: App): Promise<boolean> {
  return ((await readSetting(store.db, SETTING)) ?? '') !== (config.digest.schedule ?? '')
}

/** Puts the next digests of all who go by `digest.schedule` where it says now; the one that is due stays due. */
export async function followSchedule(app: App, lease: Lease): Promise<void> {
  const { db } = app.store
  const { schedule } = app.config.digest
  const now = app.clock()
  await rescheduleSite(db, lease, {
    now,
    dueAt: (times) => nextDue({ ...times, topics: null }, Math.max(now, (times.pausedUntil ?? 0) - 1), schedule),
  })
  await saveSetting(db, SETTING, schedule ?? '')
}
