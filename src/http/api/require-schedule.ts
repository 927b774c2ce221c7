import type { Config } from '../../config/schema.ts'
import type { Cadence } from '../../subscribers/subscriber.ts'
import { untakable } from './problem.ts'

/** Throws a Problem when somebody is to get digests by a schedule that the site does not have. */
export function requireSchedule({ digest }: Config, cadence: Cadence | undefined): void {
  if (cadence !== 'site' || digest.schedule !== undefined) return
  const detail = 'is site, but the site has no digest.schedule. Choose one of instant, daily, weekly, monthly.'
  throw untakable([{ pointer: '#/cadence', detail }])
}
