import { sql } from 'kysely'
import type { Preferences } from '../subscribers/subscriber.ts'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { type DueWhen, type Place, readDue, START } from './due.ts'
import { fence, type Lease } from './lock.ts'
import {
  holdPlanned,
  keepEditions,
  type Move,
  moveSubscribers,
  type NewEdition,
  type Owed,
  planDeliveries,
} from './plan-writes.ts'
import { noteUnderWay } from './under-way.ts'

export { type DueGroup, dueGroups, isAnybodyDue, type Place, type UpcomingDue, upcomingDues } from './due.ts'
export type { NewEdition } from './plan-writes.ts'

export type DueSubscriber = { id: number; cursor: number; topics: string | null; preferences: Preferences }

/** Null leaves a subscriber as they are; no edition only moves their cursor and their next time. */
export type Decision = null | { edition: NewEdition | null; cursor: number; dueAt: number }

export type Chunk = DueWhen & {
  /** Where the chunk before ended; absent for the first. */
  after?: Place
  limit: number
  decide: (subscriber: DueSubscriber) => Decision
  /** By the keys of editions, why they wait for a person: their deliveries are parked. */
  holds?: ReadonlyMap<string, string>
}

/** `next` is null when nobody is left after this chunk; `moved` counts the subscribers whose cursor and time were set. */
export type PlannedChunk = {
  next: Place | null
  planned: { editionId: number; key: string; count: number }[]
  moved: number
}

/**
 * Plans the digests of the next due subscribers, in one transaction: editions, one delivery for each subscriber,
 * and the cursors that say so. Whatever stops it, a subscriber is either planned, with their cursor moved, or untouched.
 * @throws LeaseLost when somebody else has taken the lease over
 */
export async function planChunk(db: Db, lease: Lease, chunk: Chunk): Promise<PlannedChunk> {
  return transact(db, async (trx) => {
    await fence(trx, lease)
    const { due, next } = await nextDueSubscribers(trx, chunk)
    const { moves, editions } = decideAll(due, chunk.decide)
    const planned = editions.size > 0 ? await planEditions(trx, editions, chunk) : []
    if (moves.length > 0) await moveSubscribers(trx, moves)
    return { next, planned, moved: moves.length }
  })
}

type Wanted = Map<string, { edition: NewEdition; subscribers: number[] }>

async function nextDueSubscribers(trx: Trx, { after = START, limit, ...when }: Chunk) {
  // Without statistics, as after a first import, PostgreSQL would sort all who are due once for each chunk.
  if (isPostgres(trx)) await sql`set local enable_sort = off`.execute(trx)
  const { rows, next } = await readDue(trx, when, after, limit)
  const parsed = new Map<string | null, string[] | null>([[null, null]])
  const due = rows.map(({ id, cursor, topics, key: _, ...rest }): DueSubscriber => {
    if (!parsed.has(topics)) parsed.set(topics, JSON.parse(topics as string))
    return { id, cursor, topics, preferences: { ...rest, topics: parsed.get(topics) ?? null } }
  })
  return { due, next }
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

async function planEditions(
  trx: Trx,
  wanted: Wanted,
  { now, holds = new Map() }: Chunk,
): Promise<PlannedChunk['planned']> {
  const ids = await keepEditions(
    trx,
    [...wanted.values()].map(({ edition }) => edition),
  )
  await noteUnderWay(trx, [...ids.values()])
  const held = await holdPlanned(trx, ids, holds, now)
  const owed: Owed[] = [...wanted].flatMap(([key, { subscribers }]) => {
    const edition_id = ids.get(key)!
    const parked = held.has(edition_id) ? 1 : 0
    return subscribers.map((id) => ({ edition_id, subscriber_id: id, parked }))
  })
  const gained = await planDeliveries(trx, owed, now)
  const planned = [...ids].map(([key, editionId]) => ({ editionId, key, count: gained.get(editionId) ?? 0 }))
  return planned.filter(({ count }) => count > 0)
}
