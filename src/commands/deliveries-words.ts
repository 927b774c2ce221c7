import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import type { ListedDelivery } from '../store/delivery-list.ts'
import { findEdition } from '../store/delivery-list-editions.ts'
import type { DeliveryReport, ReportCounts } from '../store/delivery-reports.ts'
import { UsageError } from './failure.ts'
import { plural, sentence } from './words.ts'

/** Shows a time in the site's zone, which a heading names. */
export function timeIn({ config }: App): (at: number) => string {
  return (at) => DateTime.fromMillis(at, { zone: config.site.timezone }).toFormat('yyyy-MM-dd HH:mm')
}

/** How many rows `--limit` asks for; none is a limit of 0. */
export function limitOf(text: string): number {
  if (!/^\d{1,9}$/.test(text))
    throw new UsageError(`--limit ${text}: is not a number of rows. Write it like 100, or 0 for all.`)
  return Number(text) || Number.POSITIVE_INFINITY
}

/** @throws UsageError when nothing, or more than one edition, goes by that number or name */
export async function editionNamed(app: App, text: string): Promise<number> {
  const id = await findEdition(app.store.db, text)
  if (id !== null) return id
  throw new UsageError(
    `${text}: is not one edition. See their numbers and names with "${npmRun(app.paths.root, 'dateline', 'deliveries')}".`,
  )
}

/** Times as ISO 8601, for JSON. */
export function isoTimes(name: string, value: unknown): unknown {
  return /(^at|At|Until)$/.test(name) && typeof value === 'number' ? new Date(value).toISOString() : value
}

/** Where a delivery stands, in words. */
export function standing(delivery: ListedDelivery): string {
  const { state, isHeld } = delivery
  if (isHeld && (state === 'ready' || state === 'deferred')) return 'held'
  if (state === 'ready') return 'waiting'
  if (state === 'claimed' || state === 'sending') return 'being sent'
  return state.replace('_', ' ')
}

type Fate = Pick<ListedDelivery, 'holdUntil' | 'resends' | 'isGivenUp' | 'isHeld' | 'mayReceive'>

/** What becomes of a message in doubt, as a sentence. */
export function inDoubtFate(app: App, { holdUntil, resends, isGivenUp, isHeld, mayReceive }: Fate): string {
  const policy = app.config.delivery.inDoubt
  if (isGivenUp) return 'Given up by a person: it is not sent again.'
  if (!mayReceive) return 'Its reader gets no mail now: it is not sent again.'
  if (holdUntil !== null && resends === 0 && policy === 'resend') {
    const when = isHeld ? 'once its edition is approved' : `by itself at ${timeIn(app)(holdUntil)}`
    return `It is sent once more ${when}.`
  }
  if (resends > 0) return 'It was sent once more before: a person decides.'
  return policy === 'never' ? 'It is not sent again (delivery.inDoubt: never).' : 'A person decides.'
}

/** What was reported, in as many words as there is something: `2 bounces, 1 refusal of the sender`; empty for nothing. */
export function reportedWords({ bounced, complained, alarms }: ReportCounts): string {
  const parts = [
    ...(bounced > 0 ? [plural(bounced, 'bounce')] : []),
    ...(complained > 0 ? [plural(complained, 'complaint')] : []),
    ...(alarms > 0 ? [`${alarms} ${alarms === 1 ? 'refusal' : 'refusals'} of the sender`] : []),
  ]
  return parts.join(', ')
}

/** One message: number, state, address, what is known of it, and a line for each thing that came back. */
export function deliveryLine(app: App, delivery: ListedDelivery): string {
  const { id, address, attempts, nextAt, reply, changedAt, state, reports } = delivery
  const time = timeIn(app)
  const parts = [
    `${standing(delivery)} ${time(changedAt)}`,
    attempts > 0 && `tried ${attempts === 1 ? 'once' : `${attempts} times`}`,
    state === 'deferred' && nextAt !== null && `again ${time(nextAt)}`,
  ].filter((part) => part !== false)
  const said = reply === null ? '' : `: ${sentence(reply)}`
  const line = `${id}  ${address}  ${parts.join(', ')}${said}`
  return [line, ...reports.map((report) => `  ${time(report.at)} reported: ${reportWords(report)}`)].join('\n')
}

const WEIGHTS = { hard: 'bounced for good', soft: 'bounced', alarm: 'refused because of the sender' }

function reportWords({ kind, weight, status, detail }: DeliveryReport): string {
  const what = weight === null ? kind : WEIGHTS[weight]
  const code = status === null || detail.includes(status) ? '' : ` ${status}`
  return `${what}:${code} ${sentence(detail || 'no reason was given')}`
}
