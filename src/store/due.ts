import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Cadence } from '../subscribers/subscriber.ts'
import { type Db, isPostgres } from './db.ts'

/**
 * Who is to be looked at: active subscribers whose time has come; with `force` also those whose time has not. With
 * `lastSeq`, those are left out for whom there is nothing new and whose time does not move either.
 */
export type DueWhen = { now: number; force: boolean; lastSeq?: number }

/** Due subscribers of one cadence who get the same posts. `topics` is JSON, as it is kept. */
export type DueGroup = { cursor: number; topics: string | null; cadence: Cadence; count: number }

/** How far a walk over those who are due has come. Who was passed and is still due is met by the next walk only. */
export type Place = { walk: number; key: number; id: number }

export const START: Place = { walk: 0, key: -1, id: 0 }

const CADENCES: Cadence[] = ['instant', 'daily', 'weekly', 'monthly', 'site']
/** Read within a few milliseconds. */
const PIECE = 1000

/** Counts who is due, piece by piece, so that nothing else has to wait for it. */
export async function dueGroups(db: Db, when: DueWhen): Promise<DueGroup[]> {
  const groups = new Map<string, DueGroup>()
  for (let place: Place | null = START; place; ) {
    const { rows, next } = await readDue(db, when, place, PIECE)
    for (const { cursor, topics, cadence } of rows) {
      const key = `${cursor} ${cadence} ${topics ?? ''}`
      const group = groups.get(key)
      if (group) group.count++
      else groups.set(key, { cursor, topics, cadence, count: 1 })
    }
    place = next
    await setImmediate()
  }
  const order = ({ cursor, topics, cadence }: DueGroup) => [topics ?? '', cadence, cursor] as const
  return [...groups.values()].sort((a, b) => a.cursor - b.cursor || (String(order(a)) < String(order(b)) ? -1 : 1))
}

/** True when anybody is due; found at once, among however many who are not. */
export async function isAnybodyDue(db: Db, when: DueWhen): Promise<boolean> {
  return (await readDue(db, when, START, 1)).rows.length > 0
}

/**
 * The next who are due, at most `limit` of them, locked where the database locks rows and `db` is a transaction; rows that
 * somebody else holds are passed over. `next` is null when nobody is left.
 */
export async function readDue(db: Db, when: DueWhen, from: Place, limit: number) {
  const walks = walksOf(db, when)
  const rows: Awaited<ReturnType<typeof readWalk>> = []
  for (let place = from; place.walk < walks.length; place = { ...START, walk: place.walk + 1 }) {
    rows.push(...(await readWalk(db, walks[place.walk]!, place, limit - rows.length)))
    const last = rows.at(-1)
    if (last && rows.length === limit) return { rows, next: { walk: place.walk, key: last.key, id: last.id } }
  }
  return { rows, next: null }
}

function readWalk(db: Db, { query, key }: Walk, place: Place, limit: number) {
  const isLocking = isPostgres(db) && db.isTransaction
  return query
    .select(['id', 'cursor', 'topics', 'cadence', 'hour', 'weekday', 'monthday', 'zone', `${key} as key`])
    .where(sql<boolean>`(${sql.ref(key)}, id) > (${place.key}, ${place.id})`)
    .orderBy(key)
    .orderBy('id')
    .limit(limit)
    .$if(isLocking, (rows) => rows.forUpdate().skipLocked())
    .execute()
}

type Walk = ReturnType<typeof walksOf>[number]

/** Each walk follows an index, whose condition has to stand in the query word for word; nobody is in two of them. */
function walksOf(db: Db, { now, force, lastSeq = Number.MAX_SAFE_INTEGER }: DueWhen) {
  const active = db
    .selectFrom('subscribers')
    .where('state', '=', sql.lit('active'))
    .where((eb) => eb.or([eb('paused_until', 'is', null), eb('paused_until', '<=', now)]))
  const timely = active
    .where('cadence', '<>', sql.lit('instant'))
    .where('due_at', '<=', now)
    .$if(force, (query) => query.where('cursor', '>=', lastSeq))
  const behind = (force ? CADENCES : CADENCES.slice(0, 1)).map((cadence) =>
    active
      .where('cadence', '=', cadence)
      .where('cursor', '<', lastSeq)
      .$if(!force, (query) => query.where('due_at', '<=', now)),
  )
  return [...behind.map((query) => ({ query, key: 'cursor' as const })), { query: timely, key: 'due_at' as const }]
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
