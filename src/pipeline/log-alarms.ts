import type { App } from '../app.ts'
import { type Alarm, alarmLine } from '../deliveries/alarms.ts'

/** Tells of receivers that refused the sender. */
export function logAlarms(app: App, alarms: readonly Alarm[]): void {
  for (const alarm of alarms) app.log.error({ ...alarm }, alarmLine(alarm))
}
