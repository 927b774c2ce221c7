import { sql } from 'kysely'
import type { Cadence, Preferences } from '../subscribers/subscriber.ts'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { fence, type Lease } from './lock.ts'
import { keepEditions, type Move, moveSubscribers, type NewEdition, type Owed, planDeliveries } from './plan-writes.ts'

export type { NewEdition } from './plan-writes.ts'

/**
 * Who is to be looked at: active subscribers whose time has come; with `force` also those whose time has not. With
 * `lastSeq`, those are left out for whom there is nothing new and whose time does not move either.
 */
export type DueWhen = { now: number; force: boolean; lastSeq?: number }

/** Due subscribers of one cadence who get the same posts. `topics` is JSON, as it is kept. */
export type DueGroup = { cursor: number; topics: string | null; cadence: Cadence; count: number }

export async function dueGroups(db: Db, when: DueWhen): Promise<DueGroup[]> {
  return dueSubscribers(db, when)
    .select((eb) => ['cursor', 'topics', 'cadence', eb.fn.countAll<number>().as('count')])
    .groupBy(['cursor', 'topics', 'cadence'])
    .orderBy('cursor')
    .orderBy('topics')
    .orderBy('cadence')
    .execute()
}

/** The earliest time after now at which somebody of a cadence is due, and how many of that cadence wait in all. */
export type UpcomingDue = { cadence: Cadence; dueAt: number; count: number }

export async function upcomingDues(db: Db, now: number): Promise<UpcomingDue[]> {
  return db
    .selectFrom('subscribers')
    .select((eb) => ['cadence', eb.fn.min('due_at').as('dueAt'), eb.fn.countAll<number>().as('count')])
    .where('state', '=', sql.lit('active'))
    .where('due_at', '>', now)
    .groupBy('cadence')
    .orderBy('dueAt')
    .execute()
}

export type DueSubscriber = { id: number; cursor: number; topics: string | null; preferences: Preferences }

/** Null leaves a subscriber as they are; no edition only moves their cursor and their next time. */
export type Decision = null | { edition: NewEdition | null; cursor: number; dueAt: number }

export type Chunk = DueWhen & {
  /** The last id of the chunk before; 0 for the first. */
  afterId: number
  limit: number
  decide: (subscriber: DueSubscriber) => Decision
}

/** `lastId` is null when nobody is left after this chunk; `moved` counts the subscribers whose cursor and time were set. */
export type PlannedChunk = {
  lastId: number | null
  planned: { editionId: number; key: string; count: number }[]
  moved: number
}

/**
 * Plans the digests of the next due subscribers by id, in one transaction: editions, one delivery for each subscriber,
 * and the cursors that say so. Whatever stops it, a subscriber is either planned, with their cursor moved, or untouched.
 * @throws LeaseLost when somebody else has taken the lease over
 */
export async function planChunk(db: Db, lease: Lease, chunk: Chunk): Promise<PlannedChunk> {
  return transact(db, async (trx) => {
    await fence(trx, lease)
    const due = await nextDueSubscribers(trx, chunk)
    const { moves, editions } = decideAll(due, chunk.decide)
    const planned = editions.size > 0 ? await planEditions(trx, editions, chunk.now) : []
    if (moves.length > 0) await moveSubscribers(trx, moves)
    return { lastId: due.length < chunk.limit ? null : (due.at(-1)?.id ?? null), planned, moved: moves.length }
  })
}

type Wanted = Map<string, { edition: NewEdition; subscribers: number[] }>

async function nextDueSubscribers(trx: Trx, { afterId, limit, ...when }: Chunk): Promise<DueSubscriber[]> {
  // Without statistics, as after a first import, PostgreSQL would sort all who are due once for each chunk.
  if (isPostgres(trx)) await sql`set local enable_sort = off`.execute(trx)
  const rows = await dueSubscribers(trx, when)
    .select(['id', 'cursor', 'topics', 'cadence', 'hour', 'weekday', 'monthday', 'zone'])
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit)
    .$if(isPostgres(trx), (query) => query.forUpdate().skipLocked())
    .execute()
  const parsed = new Map<string | null, string[] | null>([[null, null]])
  return rows.map(({ id, cursor, topics, ...rest }) => {
    if (!parsed.has(topics)) parsed.set(topics, JSON.parse(topics as string))
    return { id, cursor, topics, preferences: { ...rest, topics: parsed.get(topics) ?? null } }
  })
}

function decideAll(due: DueSubscriber[], decide: Chunk['decide']): { moves: Move[]; editions: Wanted } {
  const moves: Move[] = []
  const editions: Wanted = new Map()
  for (const subscriber of due) {
    const decision = decide(subscriber)
    if (!decision) continue
    const { edition, cursor, dueAt } = decision
    moves.push({ id: subscriber.id, cursor, due_at: dueAt })
    if (!edition) continue
    const wanted = editions.get(edition.key)
    if (wanted) wanted.subscribers.push(subscriber.id)
    else editions.set(edition.key, { edition, subscribers: [subscriber.id] })
  }
  return { moves, editions }
}

async function planEditions(trx: Trx, wanted: Wanted, now: number): Promise<PlannedChunk['planned']> {
  const ids = await keepEditions(
    trx,
    [...wanted.values()].map(({ edition }) => edition),
  )
  const owed: Owed[] = [...wanted].flatMap(([key, { subscribers }]) =>
    subscribers.map((id) => ({ edition_id: ids.get(key)!, subscriber_id: id })),
  )
  const gained = await planDeliveries(trx, owed, now)
  const planned = [...ids].map(([key, editionId]) => ({ editionId, key, count: gained.get(editionId) ?? 0 }))
  return planned.filter(({ count }) => count > 0)
}

function dueSubscribers(db: Db, { now, force, lastSeq }: DueWhen) {
  const active = db
    .selectFrom('subscribers')
    .where('state', '=', sql.lit('active'))
    .where((eb) => eb.or([eb('paused_until', 'is', null), eb('paused_until', '<=', now)]))
  if (force && lastSeq === undefined) return active
  if (lastSeq === undefined) return active.where('due_at', '<=', now)
  return active.where((eb) => {
    const news = eb('cursor', '<', lastSeq)
    const timely = eb('due_at', '<=', now)
    const moving = eb('cadence', '<>', 'instant')
    return force ? eb.or([news, eb.and([timely, moving])]) : eb.and([timely, eb.or([news, moving])])
  })
}
