import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { isPostgres, type Trx } from './db.ts'
import { readSetting, saveSetting } from './settings.ts'

const FIRST = Date.UTC(2020, 0)
const PER_MS = 4096
/** An arbitrary number that names the lock of PostgreSQL. */
const LOCK = 7_301_226
const LAST = 'last-subscriber-id'

/**
 * Ids for `count` subscribers who come now: whole numbers below 2^53 in the order in which people came, made of the time and
 * chance, so that no other store and no earlier subscriber has had them. A link that was signed for one person never speaks
 * for another, whatever is imported, restored or forgotten. Good until the transaction ends.
 */
export async function subscriberIds(trx: Trx, now: number, count: number): Promise<number[]> {
  if (isPostgres(trx)) await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx)
  const row = await trx
    .selectFrom('subscribers')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirst()
  // The newest may have been forgotten, and the clock may have been put back.
  const given = Math.max(row?.last ?? 0, Number((await readSetting(trx, LAST)) ?? 0))
  const first = Math.max(Math.max(0, now - FIRST) * PER_MS + randomInt(PER_MS), given + 1)
  await saveSetting(trx, LAST, String(first + count - 1))
  return Array.from({ length: count }, (_, index) => first + index)
}
