import type { App } from '../app.ts'
import { resendsInDoubt } from '../pipeline/hold.ts'
import type { PublishReport } from '../pipeline/publish-report.ts'
import { nextDelivery } from '../store/deliveries.ts'
import { plural, timeIn } from './words.ts'

/** Where the messages of a run lie; nothing when there are none. */
export async function messageLines(app: App, { deliveries }: PublishReport): Promise<string[]> {
  const { accepted, deferred, bounced, inDoubt, queued } = deliveries
  const next = deferred === 0 ? null : await nextTry(app, false)
  const counts = [
    `${accepted} accepted by the mail server`,
    ...(deferred > 0 ? [`${deferred} to be tried again${next === null ? '' : ` (${next})`}`] : []),
    ...(bounced > 0 ? [`${bounced} bounced`] : []),
    ...(inDoubt > 0 ? [`${inDoubt} in doubt`] : []),
    ...(queued > 0 ? [`${queued} waiting`] : []),
  ]
  const some = accepted + deferred + bounced + inDoubt + queued > 0
  return some ? [`Messages: ${counts.join(', ')}.`] : []
}

/** What waits for its next try by itself, when this run had nothing to do; nothing when there is none. */
export async function waitingLines(app: App, { deliveries, attention }: PublishReport): Promise<string[]> {
  const isResent = resendsInDoubt(app)
  const inDoubt = attention.filter(
    ({ state, resendAt }) => isResent && state === 'in_doubt' && resendAt !== null,
  ).length
  const next = deliveries.deferred + inDoubt === 0 ? null : await nextTry(app, isResent)
  if (next === null) return []
  const kinds = [
    ...(deliveries.deferred > 0 ? [`${plural(deliveries.deferred, 'message')} to be tried again`] : []),
    ...(inDoubt > 0 ? [`${plural(inDoubt, 'message')} in doubt`] : []),
  ]
  return [`Waiting: ${kinds.join(', ')} (${next}).`]
}

async function nextTry({ store, config, clock }: App, resendInDoubt: boolean): Promise<string | null> {
  const when = { resendInDoubt }
  const lanes = await Promise.all([nextDelivery(store.db, when), nextDelivery(store.db, { ...when, lane: 'urgent' })])
  const times = lanes.flatMap((time) => time ?? [])
  if (times.length === 0) return null
  const at = Math.min(...times)
  return at <= clock() ? 'the next with the next run' : `the next at ${timeIn(config.site.timezone, at)}`
}
