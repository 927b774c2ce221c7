import { sql } from 'kysely'
import { type Db, databaseNow } from './db.ts'

/** A turn that lies further ahead than this, and than a hundred intervals, was given before the clock was set back. */
const CLOCK_STEP = 60_000_000
const INTERVALS = 100

/**
 * Reserves the next turns of a name, `intervalMs` apart, over all processes and restarts. Times that nobody took are gone.
 * @param name as in the table `spending`
 * @returns milliseconds until the first of them, by the database's clock; may have a fraction
 */
export async function reserveTurns(db: Db, name: string, intervalMs: number, turns: number): Promise<number> {
  const interval = Math.max(1, Math.round(intervalMs * 1000))
  const now = sql<number>`(${databaseNow(db)} * 1000)`
  const length = interval * turns
  const far = CLOCK_STEP + INTERVALS * interval
  const row = await db
    .insertInto('paces')
    .values({ name, free_at: sql<number>`${now} + ${length}` })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({
        free_at: sql<number>`${length} + case
          when paces.free_at < ${now} or paces.free_at > ${now} + ${far} then ${now} else paces.free_at end`,
      }),
    )
    .returning(sql<number>`free_at - ${length} - ${now}`.as('wait'))
    .executeTakeFirstOrThrow()
  return Math.max(0, Number(row.wait)) / 1000
}
