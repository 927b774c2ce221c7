import type { Selectable } from 'kysely'
import type { Preferences, Subscriber, SubscriberState } from '../subscribers/subscriber.ts'
import { type Db, transact } from './db.ts'
import { endSubscribers } from './endings.ts'
import type { Schema, SuppressionReason } from './schema.ts'
import { keepSuppressions } from './suppressions.ts'

type Row = Selectable<Schema['subscribers']>

export async function findSubscriber(db: Db, id: number): Promise<Subscriber | null> {
  const row = await db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? subscriberOf(row) : null
}

/** @param key the normalised address */
export async function findSubscriberByKey(db: Db, key: string): Promise<Subscriber | null> {
  const row = await db.selectFrom('subscribers').selectAll().where('address_key', '=', key).executeTakeFirst()
  return row ? subscriberOf(row) : null
}

/** A page of subscribers by id; the next one begins after the last id of this one. */
export async function listSubscribers(
  db: Db,
  page: { state?: SubscriberState; afterId?: number; limit: number },
): Promise<Subscriber[]> {
  const { state, afterId = 0, limit } = page
  const rows = await db
    .selectFrom('subscribers')
    .selectAll()
    .where('id', '>', afterId)
    .$if(state !== undefined, (query) => query.where('state', '=', state as SubscriberState))
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(subscriberOf)
}

export async function countSubscribers(db: Db): Promise<Record<SubscriberState, number>> {
  const counts = { pending: 0, active: 0, unsubscribed: 0, bounced: 0, complained: 0 }
  const rows = await db
    .selectFrom('subscribers')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  for (const { state, count } of rows) counts[state] = count
  return counts
}

/** The cursor of the active subscriber who is furthest behind; null when nobody is active. */
export async function lowestCursor(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('subscribers')
    .select((eb) => eb.fn.min('cursor').as('cursor'))
    .where('state', '=', 'active')
    .executeTakeFirst()
  return row?.cursor ?? null
}

/**
 * Changes when and about what digests come; the name and a pause stay unless they are given. False when there is no such
 * subscriber.
 */
export async function changePreferences(
  db: Db,
  id: number,
  preferences: Preferences & { pausedUntil?: number | null },
  dueAt: number,
  name?: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('subscribers')
    .set({ ...preferenceColumns(preferences), due_at: dueAt, ...(name !== undefined && { name }) })
    .$if(preferences.pausedUntil !== undefined, (query) => query.set({ paused_until: preferences.pausedUntil ?? null }))
    .where('id', '=', id)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export type Unsubscription = { subscriberId: number; tokenEpoch?: number; reason: string; now: number }

/** `void`: the link is older than the subscriber's token epoch. */
export type Unsubscribed =
  | { kind: 'unsubscribed'; subscriber: Subscriber }
  | { kind: 'already'; subscriber: Subscriber }
  | { kind: 'void' }
  | { kind: 'unknown' }

/**
 * Ends a subscriber: from the moment that this returns nothing more is handed to the mail server for them, except what
 * it is already receiving. Their address stays suppressed. May be called any number of times.
 */
export async function unsubscribe(
  db: Db,
  { subscriberId, tokenEpoch, reason, now }: Unsubscription,
): Promise<Unsubscribed> {
  return transact(db, async (trx) => {
    const before = await findSubscriber(trx, subscriberId)
    if (!before) return { kind: 'unknown' }
    if (tokenEpoch !== undefined && tokenEpoch !== before.tokenEpoch) return { kind: 'void' }
    await endSubscribers(trx, 'unsubscribed', [{ id: subscriberId, detail: reason }], now)
    const subscriber = (await findSubscriber(trx, subscriberId)) ?? before
    return { kind: before.endedAt === null ? 'unsubscribed' : 'already', subscriber }
  })
}

/** Keeps why somebody left, in their words; the last word counts. False when they have not left, or not by themselves. */
export async function saveLeaveReason(db: Db, id: number, leaveReason: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('subscribers')
    .set({ leave_reason: leaveReason })
    .where('id', '=', id)
    .where('state', '=', 'unsubscribed')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Sees to it that an address gets no mail, whether or not somebody subscribed with it. */
export async function suppress(
  db: Db,
  key: string,
  reason: SuppressionReason,
  detail: string,
  now: number,
): Promise<void> {
  await transact(db, async (trx) => {
    await keepSuppressions(trx, [{ key, reason, detail, at: now }])
    const subscriber = await findSubscriberByKey(trx, key)
    if (subscriber) await endSubscribers(trx, reason, [{ id: subscriber.id, detail }], now)
  })
}

export function preferenceColumns({ topics, cadence, hour, weekday, monthday, zone }: Preferences) {
  return { cadence, hour, weekday, monthday, zone, topics: topics && JSON.stringify(topics) }
}

export function subscriberOf(row: Row): Subscriber {
  const { address_key: _, topics, due_at, token_epoch, created_at, confirmed_at, ended_at, ...rest } = row
  const { paused_until, leave_reason, ...same } = rest
  return {
    ...same,
    topics: topics === null ? null : JSON.parse(topics),
    dueAt: due_at,
    tokenEpoch: token_epoch,
    createdAt: created_at,
    confirmedAt: confirmed_at,
    endedAt: ended_at,
    pausedUntil: paused_until,
    leaveReason: leave_reason,
  }
}
