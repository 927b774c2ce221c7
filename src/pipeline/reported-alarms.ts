import type { App } from '../app.ts'
import type { Alarm } from '../deliveries/alarms.ts'
import { lastReportId, reportedAlarms } from '../store/delivery-reports.ts'
import { readSetting, saveSetting } from '../store/settings.ts'

/** The setting that keeps the id of the last report that was looked at. */
const TOLD = 'reports-told'

/** Refusals of the sender that came back in reports since a run told of them last. */
export async function newlyReportedAlarms({ store }: App): Promise<Alarm[]> {
  const { db } = store
  const told = Number((await readSetting(db, TOLD)) ?? 0)
  const last = await lastReportId(db)
  if (last <= told) return []
  const alarms = await reportedAlarms(db, { afterId: told })
  await saveSetting(db, TOLD, String(last))
  return alarms
}
