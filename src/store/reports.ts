import { weightOfBounce } from '../deliveries/bounce-rule.ts'
import type { DeliveryState } from '../deliveries/delivery.ts'
import { type BounceWeight, type MailReport, reportDetail } from '../deliveries/report.ts'
import { lastConsent } from './consents.ts'
import { type Db, type Trx, transact } from './db.ts'
import { endSubscribers } from './endings.ts'
import { pauseIfUnwell } from './holds.ts'
import { findReported, type Reported, type ReportedDelivery } from './reports-about.ts'
import { addressChangedAt } from './reports-history.ts'
import { outOfReach } from './reports-rule.ts'
import type { SuppressionReason } from './schema.ts'
import { keepSuppressions } from './suppressions.ts'

/**
 * What was done about a report. `ended`: nothing more is sent to its subscriber. `noted`: it was written down. `known`: it
 * was written down before. `unknown`: nobody of that delivery or address is there. `weight` is that of a bounce; an
 * `alarm` is for whoever runs the site, since the mailbox is not at fault.
 */
export type Recorded =
  | { done: 'unknown'; subscriberId: null; weight: BounceWeight | null }
  | { done: 'ended' | 'noted' | 'known'; subscriberId: number; weight: BounceWeight | null }

/**
 * Writes reports down and does what follows from them, all or nothing, in their order: a hard bounce, soft ones for too long
 * and a complaint end the subscriber, and an edition of which too much comes back is paused. Each is written down once by
 * its source and key; again changes nothing. What comes about a delivery that no server has taken for certain, or that
 * went to an earlier address, ends nobody unless it is a complaint.
 */
export async function recordReports(db: Db, reports: readonly MailReport[], now: number): Promise<Recorded[]> {
  return transact(db, async (trx) => {
    const recorded: Recorded[] = []
    const editions = new Set<number>()
    for (const report of reports) recorded.push(await record(trx, report, now, editions))
    for (const id of [...editions].sort((a, b) => a - b)) await pauseIfUnwell(trx, id, now)
    return recorded
  })
}

/** @param editions takes the editions of which something new came back */
async function record(trx: Trx, report: MailReport, now: number, editions: Set<number>): Promise<Recorded> {
  const weight = report.kind === 'bounced' ? (report.weight ?? weightOfBounce(report)) : null
  const reported = await findReported(trx, report.about)
  if (!reported) return { done: 'unknown', subscriberId: null, weight }
  const subscriberId = reported.subscriber.id
  if (!(await writeDown(trx, report, reported, weight))) return { done: 'known', subscriberId, weight }
  if (reported.delivery && report.kind !== 'delayed') editions.add(reported.delivery.editionId)
  const ending = await endingOf(trx, reported, report, weight)
  if (ending === null) return { done: 'noted', subscriberId, weight }
  const { state } = reported.subscriber
  const detail = ending.detail || 'a report without words'
  if (ending.addressKey !== undefined) {
    await keepSuppressions(trx, [{ key: ending.addressKey, reason: ending.reason, detail, at: now }])
    return { done: 'noted', subscriberId, weight }
  }
  await endSubscribers(trx, ending.reason, [{ id: subscriberId, detail }], now)
  return { done: state === 'active' || state === 'pending' ? 'ended' : 'noted', subscriberId, weight }
}

/** False when it was written down before. */
async function writeDown(
  trx: Trx,
  { kind, status, detail, source, sourceKey, at }: MailReport,
  { subscriber, delivery }: Reported,
  weight: BounceWeight | null,
): Promise<boolean> {
  const row = await trx
    .insertInto('reports')
    .values({
      ...{ source, source_key: sourceKey, kind, is_hard: weight === 'hard' ? 1 : 0, at: Math.round(at) },
      ...{ subscriber_id: subscriber.id, delivery_id: delivery?.id ?? null, edition_id: delivery?.editionId ?? null },
      // A provider's word that the mailbox is not at fault is kept as the code that says so.
      status: weight === 'alarm' && weightOfBounce({ status, detail }) !== 'alarm' ? '5.7.0' : status,
      detail: reportDetail(detail),
    })
    .onConflict((conflict) => conflict.columns(['source', 'source_key']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** With `addressKey`, that address gets no more mail, and the subscriber stays as they are. */
type Ending = { reason: SuppressionReason; detail: string; addressKey?: string }

async function endingOf(
  trx: Trx,
  { subscriber, delivery }: Reported,
  report: MailReport,
  weight: BounceWeight | null,
): Promise<Ending | null> {
  const detail = reportDetail(report.detail)
  if (report.kind === 'complained') {
    const ending = { reason: 'complained', detail } as const
    if (delivery?.kind !== 'address') return ending
    return complaintOfStranger(trx, subscriber.id, delivery, ending)
  }
  if (report.kind === 'delayed' || weight === 'alarm' || !(await isOfTheirMailbox(trx, subscriber.id, delivery)))
    return null
  if (weight === 'hard') return { reason: 'bounced', detail }
  const ending = await outOfReach(trx, { id: subscriber.id, detail })
  return ending && { reason: 'bounced', detail: ending.detail }
}

/** A server took or refused the message; of one that is being sent the report was faster than what is written down. */
const COUNTING: DeliveryState[] = ['accepted', 'bounced', 'sending']

/** A bounce counts when it is about the address that they have now. */
async function isOfTheirMailbox(trx: Trx, id: number, delivery: ReportedDelivery | null): Promise<boolean> {
  if (delivery === null) return true
  if (delivery.kind === 'address' || !COUNTING.includes(delivery.state)) return false
  return delivery.changedAt > (await addressChangedAt(trx, id))
}

/** Who was asked whether an address is theirs, and complains, is not the subscriber, unless they confirmed it. */
async function complaintOfStranger(
  trx: Trx,
  subscriberId: number,
  { plannedAt }: ReportedDelivery,
  ending: Ending,
): Promise<Ending | null> {
  const asked = await lastConsent(trx, subscriberId, 'address')
  if (!asked || asked.askedAt > plannedAt) return null
  return asked.confirmedAt === null ? { ...ending, addressKey: asked.addressKey } : ending
}
