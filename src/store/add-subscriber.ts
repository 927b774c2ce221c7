import type { Preferences, Subscriber } from '../subscribers/subscriber.ts'
import { type Db, type Trx, transact } from './db.ts'
import { subscriberIds } from './ids.ts'
import type { SuppressionReason } from './schema.ts'
import { findSubscriberByKey, preferenceColumns, subscriberOf } from './subscribers.ts'

export type NewSubscriber = {
  address: string
  addressKey: string
  /** Under which keys the address may be suppressed, its own among them; only its own when absent. */
  suppressionKeys?: string[]
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
    const keys = given.suppressionKeys ?? [given.addressKey]
    const reason = await suppressionOf(trx, keys)
    if (reason !== null && !(given.revive && reason === 'unsubscribed')) return { kind: 'suppressed', reason }
    const known = await findSubscriberByKey(trx, given.addressKey)
    if (known) return addAgain(trx, known, given)
    const row = await insertSubscriber(trx, given)
    if (row) {
      await liftSuppression(trx, keys)
      return { kind: 'added', subscriber: row }
    }
    return { kind: 'exists', subscriber: (await findSubscriberByKey(trx, given.addressKey))! }
  })
}

/** Null when there is one with this address already. Whether the address may get mail is not asked here. */
export async function insertSubscriber(trx: Trx, given: NewSubscriber): Promise<Subscriber | null> {
  const [id] = await subscriberIds(trx, given.now, 1)
  const row = await trx
    .insertInto('subscribers')
    .values({
      ...columnsOf(given),
      id: id as number,
      address_key: given.addressKey,
      token_epoch: 1,
      created_at: given.now,
    })
    .onConflict((conflict) => conflict.column('address_key').doNothing())
    .returningAll()
    .executeTakeFirst()
  return row ? subscriberOf(row) : null
}

async function addAgain(trx: Trx, known: Subscriber, given: NewSubscriber): Promise<Added> {
  if (known.state === 'pending' || known.state === 'active') return { kind: 'exists', subscriber: known }
  if (known.state !== 'unsubscribed' || !given.revive) return { kind: 'suppressed', reason: known.state }
  await liftSuppression(trx, given.suppressionKeys ?? [given.addressKey])
  const row = await trx
    .updateTable('subscribers')
    .set({ ...columnsOf(given), ended_at: null })
    .where('id', '=', known.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return { kind: 'added', subscriber: subscriberOf(row) }
}

/** The weightiest reason: one that only the person can lift gives way to one that nobody can. */
export async function suppressionOf(db: Db, keys: string[]): Promise<SuppressionReason | null> {
  const rows = await db.selectFrom('suppressions').select('reason').where('address_key', 'in', keys).execute()
  return rows.find(({ reason }) => reason !== 'unsubscribed')?.reason ?? rows[0]?.reason ?? null
}

/** Lets somebody come back who had left. */
export async function liftSuppression(trx: Trx, keys: string[]): Promise<void> {
  await trx.deleteFrom('suppressions').where('address_key', 'in', keys).where('reason', '=', 'unsubscribed').execute()
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
