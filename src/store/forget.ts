import { sql } from 'kysely'
import type { SubscriberState } from '../subscribers/subscriber.ts'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { cancelled, isWaiting } from './ledger.ts'
import type { SuppressionReason } from './schema.ts'

export type Forgetting = {
  addressKey: string
  /** Under which keys the address may be suppressed, its own among them. */
  suppressionKeys: string[]
  /** What the suppression list keeps instead of the address. */
  forgottenKey: string
  now: number
}

/** `on the wire`: a message to them may be on its way, and nothing was changed. */
export type Forgotten = { kind: 'forgotten'; reason: SuppressionReason } | { kind: 'on the wire' }

/**
 * Deletes all that is kept of an address: subscriber, consents, deliveries, sign-up, in one transaction. What stays is a
 * suppression under a hash, with the weightiest reason there was, so that nobody adds them again but they themselves.
 * What another subscriber once asked for with this address no longer names it.
 */
export async function forgetPerson(db: Db, given: Forgetting): Promise<Forgotten> {
  if (!isPostgres(db)) await sql`pragma secure_delete = on`.execute(db)
  return transact(db, async (trx) => {
    await shutOut(trx, given.addressKey)
    const subscriber = await lockSubscriber(trx, given.addressKey)
    const others = await askedForAddress(trx, given.addressKey, subscriber?.id ?? 0)
    if (await isOnTheWire(trx, subscriber?.id ?? 0, others)) return { kind: 'on the wire' }
    const reason = await weightiest(trx, given.suppressionKeys, subscriber?.state)
    if (subscriber) await deleteSubscriber(trx, subscriber.id)
    await trx.deleteFrom('sign_ups').where('address_key', '=', given.addressKey).execute()
    await cleanOthers(trx, others, given)
    await trx.deleteFrom('suppressions').where('address_key', 'in', given.suppressionKeys).execute()
    const kept = { address_key: given.forgottenKey, reason, detail: 'forgotten on request', created_at: given.now }
    await trx.insertInto('suppressions').values(kept).execute()
    return { kind: 'forgotten', reason }
  })
}

/** Waits for whoever is just looking at a sign-up of the address, so that it does not come back afterwards. */
async function shutOut(trx: Trx, addressKey: string): Promise<void> {
  if (!isPostgres(trx)) return
  await trx.selectFrom('sign_ups').select('asked_at').where('address_key', '=', addressKey).forUpdate().execute()
}

/** Keeps everybody from planning for them. */
async function lockSubscriber(trx: Trx, addressKey: string): Promise<{ id: number; state: SubscriberState } | null> {
  const row = await trx
    .selectFrom('subscribers')
    .select(['id', 'state'])
    .where('address_key', '=', addressKey)
    .$if(isPostgres(trx), (query) => query.forUpdate())
    .executeTakeFirst()
  return row ?? null
}

/** Subscribers who wanted their mail at this address, and have not confirmed it. */
async function askedForAddress(trx: Trx, addressKey: string, subscriberId: number): Promise<number[]> {
  const rows = await trx
    .selectFrom('consents')
    .select('subscriber_id')
    .distinct()
    .where('address_key', '=', addressKey)
    .where('subscriber_id', '<>', subscriberId)
    .where('kind', '=', 'address')
    .where('confirmed_at', 'is', null)
    .execute()
  return rows.map((row) => row.subscriber_id)
}

async function isOnTheWire(trx: Trx, subscriberId: number, others: number[]): Promise<boolean> {
  const rows = await trx
    .selectFrom('deliveries')
    .select(['id', 'state'])
    .where((eb) => eb.or([eb('subscriber_id', '=', subscriberId), isAskingAt(others)]))
    .$if(isPostgres(trx), (query) => query.forUpdate())
    .execute()
  return rows.some(({ state }) => state === 'claimed' || state === 'sending')
}

/** Mail that asks these subscribers to confirm a new address. */
function isAskingAt(subscriberIds: number[]) {
  if (subscriberIds.length === 0) return sql<boolean>`1 = 0`
  return sql<boolean>`(deliveries.subscriber_id in (${sql.join(subscriberIds)})
    and deliveries.edition_id in (select id from editions where kind = 'address'))`
}

async function weightiest(trx: Trx, keys: string[], state?: SubscriberState): Promise<SuppressionReason> {
  const rows = await trx.selectFrom('suppressions').select('reason').where('address_key', 'in', keys).execute()
  const reasons = [...rows.map(({ reason }) => reason), state]
  return (['complained', 'bounced'] as const).find((reason) => reasons.includes(reason)) ?? 'unsubscribed'
}

async function deleteSubscriber(trx: Trx, id: number): Promise<void> {
  await trx.deleteFrom('deliveries').where('subscriber_id', '=', id).execute()
  await trx.deleteFrom('consents').where('subscriber_id', '=', id).execute()
  await trx.deleteFrom('subscribers').where('id', '=', id).execute()
}

/** A request of theirs for this address is void; what they once agreed to with it stands, without the address. */
async function cleanOthers(trx: Trx, others: number[], given: Forgetting): Promise<void> {
  const { addressKey, forgottenKey, now } = given
  await trx
    .updateTable('deliveries')
    .set(cancelled('the new address is to be forgotten', now))
    .where(isAskingAt(others))
    .where(isWaiting())
    .execute()
  await trx
    .deleteFrom('consents')
    .where('address_key', '=', addressKey)
    .where('kind', '=', 'address')
    .where('confirmed_at', 'is', null)
    .execute()
  await trx
    .updateTable('consents')
    .set({ address: forgottenKey, address_key: forgottenKey })
    .where('address_key', '=', addressKey)
    .execute()
}
