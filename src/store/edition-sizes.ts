import { sql } from 'kysely'
import { aside } from './aside.ts'
import type { Db } from './db.ts'

/** `size`: deliveries that were not cancelled. `approvedSize`: those that were planned when a person let it go. */
export type EditionSize = { id: number; isHeld: boolean; size: number; approvedSize: number | null }

/** How large the edition with this key is so far; null when there is none. */
export async function editionSize(db: Db, key: string): Promise<EditionSize | null> {
  const row = await db
    .selectFrom('editions')
    .select(['id', 'held_at', 'approved_at'])
    .where('key', '=', key)
    .executeTakeFirst()
  if (!row) return null
  const rows = db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('edition_id', '=', row.id)
    .where('state', '<>', 'cancelled')
  const count = async (query: typeof rows) => (await aside(db, query))[0]?.count ?? 0
  const { approved_at: approvedAt } = row
  return {
    id: row.id,
    isHeld: row.held_at !== null,
    size: await count(rows),
    approvedSize: approvedAt === null ? null : await count(rows.where('planned_at', '<=', approvedAt)),
  }
}

/** The last editions that tell what is usual, and how far back others do. */
const LAST = 20
const LATELY_MS = 40 * 86_400_000
const MOST = 200

/**
 * The size of the largest of the last 20 digests, or of those of the last 40 days; null when there was none. What waits for
 * a person, and what was stopped, tells nothing.
 * @param enough a size from which it is not counted further
 */
export async function largestOfLate(
  db: Db,
  { now, enough, except }: { now: number; enough: number; except: string },
): Promise<number | null> {
  const rows = await db
    .selectFrom('editions')
    .select(['id', 'created_at as createdAt'])
    .where('kind', '=', 'digest')
    .where('state', '=', 'open')
    .where('held_at', 'is', null)
    .where('key', '<>', except)
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute()
  const late = rows.filter(({ createdAt }, index) => index < LAST || createdAt > now - LATELY_MS)
  let largest: number | null = null
  for (const { id } of late) {
    const size = await countUpTo(db, id, enough)
    if (size >= enough) return size
    if (size > (largest ?? 0)) largest = size
  }
  return largest
}

async function countUpTo(db: Db, editionId: number, most: number): Promise<number> {
  const some = db
    .selectFrom('deliveries')
    .select(sql<number>`1`.as('one'))
    .where('edition_id', '=', editionId)
    .where('state', '<>', 'cancelled')
    .limit(most)
  const row = await db
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return row?.count ?? 0
}

/** Digests that are to go out and do not wait for a person. */
export async function waitingDigests(db: Db): Promise<number> {
  const rows = db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('lane', '=', 0)
    .where('parked', '=', 0)
    .where(sql<boolean>`edition_id not in (select id from editions where held_at is not null)`)
  const [ready] = await aside(db, rows.where('state', '=', sql.lit('ready')))
  const [deferred] = await aside(db, rows.where('state', '=', sql.lit('deferred')))
  const [claimed] = await aside(db, rows.where('owner', 'is not', null).where('state', '=', 'claimed'))
  return (ready?.count ?? 0) + (deferred?.count ?? 0) + (claimed?.count ?? 0)
}
