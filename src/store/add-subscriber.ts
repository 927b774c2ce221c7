import type { Preferences, Subscriber } from '../subscribers/subscriber.ts'
import { type Db, type Trx, transact } from './db.ts'
import type { SuppressionReason } from './schema.ts'
import { findSubscriberByKey, preferenceColumns, subscriberOf } from './subscribers.ts'

export type NewSubscriber = {
  address: string
  addressKey: string
  name: string | null
  preferences: Preferences
  state: 'pending' | 'active'
  source: string
  cursor: number
  dueAt: number
  now: number
  /** The person has asked again, after they had unsubscribed. */
  revive?: boolean
}

export type Added =
  | { kind: 'added'; subscriber: Subscriber }
  | { kind: 'exists'; subscriber: Subscriber }
  | { kind: 'suppressed'; reason: SuppressionReason }

/**
 * Adds a subscriber unless the address is one already, or gets no mail. With `revive` somebody who had unsubscribed is
 * added again, as the subscriber that they were; an address that bounced or complained is not.
 */
export async function addSubscriber(db: Db, given: NewSubscriber): Promise<Added> {
  return transact(db, async (trx) => {
    const reason = await suppressionOf(trx, given.addressKey)
    if (reason !== null && !(given.revive && reason === 'unsubscribed')) return { kind: 'suppressed', reason }
    const known = await findSubscriberByKey(trx, given.addressKey)
    if (known) return addAgain(trx, known, given)
    const row = await trx
      .insertInto('subscribers')
      .values({ ...columnsOf(given), address_key: given.addressKey, token_epoch: 1, created_at: given.now })
      .onConflict((conflict) => conflict.column('address_key').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row) {
      await liftSuppression(trx, given.addressKey)
      return { kind: 'added', subscriber: subscriberOf(row) }
    }
    return { kind: 'exists', subscriber: (await findSubscriberByKey(trx, given.addressKey))! }
  })
}

async function addAgain(trx: Trx, known: Subscriber, given: NewSubscriber): Promise<Added> {
  if (known.state === 'pending' || known.state === 'active') return { kind: 'exists', subscriber: known }
  if (known.state !== 'unsubscribed' || !given.revive) return { kind: 'suppressed', reason: known.state }
  await liftSuppression(trx, given.addressKey)
  const row = await trx
    .updateTable('subscribers')
    .set({ ...columnsOf(given), ended_at: null })
    .where('id', '=', known.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return { kind: 'added', subscriber: subscriberOf(row) }
}

async function suppressionOf(trx: Trx, key: string): Promise<SuppressionReason | null> {
  const row = await trx.selectFrom('suppressions').select('reason').where('address_key', '=', key).executeTakeFirst()
  return row?.reason ?? null
}

async function liftSuppression(trx: Trx, key: string): Promise<void> {
  await trx.deleteFrom('suppressions').where('address_key', '=', key).where('reason', '=', 'unsubscribed').execute()
}

function columnsOf({ address, name, preferences, state, source, cursor, dueAt, now }: NewSubscriber) {
  return {
    ...preferenceColumns(preferences),
    address,
    name,
    state,
    source,
    cursor,
    due_at: dueAt,
    confirmed_at: state === 'active' ? now : null,
  }
}
