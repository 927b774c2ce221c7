import type { DeliveryState } from '../deliveries/delivery.ts'
import type { ReportAbout } from '../deliveries/report.ts'
import type { EditionKind } from '../digests/edition.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { lastConsent, lockSubscriber } from './consents.ts'
import type { Trx } from './db.ts'
import { findSubscriberByKey } from './subscribers.ts'

/** The delivery that a report is about. Times are milliseconds. */
export type ReportedDelivery = {
  id: number
  subscriberId: number
  editionId: number
  kind: EditionKind
  state: DeliveryState
  plannedAt: number
  changedAt: number
}

/** Whom a report is about; without a delivery when it names none and none was accepted yet. */
export type Reported = { subscriber: Subscriber; delivery: ReportedDelivery | null }

/** Finds whom a report is about, and keeps others from ending them until the transaction has ended; null for nobody. */
export async function findReported(trx: Trx, about: ReportAbout): Promise<Reported | null> {
  if ('subscriberId' in about) return ofSubscriber(trx, about)
  if ('deliveryId' in about) return ofDelivery(trx, about)
  return ofAddress(trx, about.addressKey)
}

async function ofDelivery(
  trx: Trx,
  { deliveryId, plannedAt, addressKey }: Extract<ReportAbout, { plannedAt?: number }>,
): Promise<Reported | null> {
  const delivery = await deliveryById(trx, deliveryId)
  const subscriber = delivery && (await lockSubscriber(trx, delivery.subscriberId))
  const isMeant =
    subscriber &&
    (plannedAt === undefined || secondOf(plannedAt) === secondOf(delivery.plannedAt)) &&
    (addressKey === undefined || addressKey === (await recipientKey(trx, subscriber, delivery)))
  if (isMeant) return { subscriber, delivery }
  return addressKey === undefined ? null : ofAddress(trx, addressKey)
}

/** Mail that asks to confirm a new address went there; undefined when it is not known any more where. */
async function recipientKey(
  trx: Trx,
  { id, address }: Subscriber,
  { kind }: ReportedDelivery,
): Promise<string | undefined> {
  if (kind !== 'address') return address.toLowerCase()
  return (await lastConsent(trx, id, 'address'))?.addressKey
}

/**
 * The number of the delivery is not signed as the token is. Mail that asks to confirm a new address has no token, and went
 * to somebody else: whoever has a token of their own must not speak for them.
 */
async function ofSubscriber(
  trx: Trx,
  { subscriberId, tokenEpoch, deliveryId }: Extract<ReportAbout, { subscriberId: number }>,
): Promise<Reported | null> {
  const subscriber = await lockSubscriber(trx, subscriberId)
  if (!subscriber || (tokenEpoch !== undefined && tokenEpoch !== subscriber.tokenEpoch)) return null
  const named = deliveryId === undefined ? null : await deliveryById(trx, deliveryId)
  const isTheirs = named?.subscriberId === subscriberId && named.kind !== 'address'
  const delivery = isTheirs ? named : await lastAccepted(trx, subscriberId)
  return { subscriber, delivery }
}

async function ofAddress(trx: Trx, addressKey: string): Promise<Reported | null> {
  const found = await findSubscriberByKey(trx, addressKey)
  const subscriber = found && (await lockSubscriber(trx, found.id))
  return subscriber && { subscriber, delivery: await lastAccepted(trx, subscriber.id) }
}

function secondOf(time: number): number {
  return Math.floor(time / 1000)
}

async function deliveryById(trx: Trx, id: number): Promise<ReportedDelivery | null> {
  return (await deliveries(trx).where('deliveries.id', '=', id).executeTakeFirst()) ?? null
}

/** Mail that asks to confirm a new address went elsewhere. */
async function lastAccepted(trx: Trx, subscriberId: number): Promise<ReportedDelivery | null> {
  const row = await deliveries(trx)
    .where('subscriber_id', '=', subscriberId)
    .where('deliveries.state', '=', 'accepted')
    .where('kind', '<>', 'address')
    .orderBy('changed_at', 'desc')
    .orderBy('deliveries.id', 'desc')
    .executeTakeFirst()
  return row ?? null
}

function deliveries(trx: Trx) {
  return trx
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'subscriber_id as subscriberId', 'edition_id as editionId', 'kind', 'deliveries.state'])
    .select(['planned_at as plannedAt', 'changed_at as changedAt'])
}
