import { sql } from 'kysely'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { type ClaimKey, claimTable, isOurs, isWaiting, released } from './ledger.ts'
import { idTable } from './rows.ts'

/** Few enough to keep nobody waiting. */
const PARKED_AT_ONCE = 1000

/** An edition that waits for a person; `waiting` counts who is still to get it. */
export type HeldEdition = { id: number; key: string; subject: string; waiting: number; heldAt: number; why: string }

/** Editions that wait for a person and have somebody to go to, oldest first. */
export async function heldEditions(db: Db): Promise<HeldEdition[]> {
  const rows = await db
    .selectFrom('editions')
    .select(['id', 'key', 'subject', sql<number>`held_at`.as('heldAt'), 'held_why as why'])
    .select((eb) =>
      eb
        .selectFrom('deliveries')
        .select((inner) => inner.fn.countAll<number>().as('count'))
        .whereRef('edition_id', '=', 'editions.id')
        .where(isWaiting())
        .as('waiting'),
    )
    .where('held_at', 'is not', null)
    .where('state', '=', 'open')
    .orderBy('id')
    .execute()
  return rows
    .map(({ waiting, why, ...row }) => ({ ...row, why: why ?? '', waiting: waiting ?? 0 }))
    .filter(({ waiting }) => waiting > 0)
}

/**
 * Lets held editions go on: none of them is held for its size again, and what bounces is counted from now on. Their deliveries
 * stay parked until `unparkSome` takes them out.
 * @returns the ids of those that were held
 */
export async function approveEditions(db: Db, ids: readonly number[], now: number): Promise<number[]> {
  if (ids.length === 0) return []
  return transact(db, async (trx) => {
    const rows = await trx
      .updateTable('editions')
      .set({ held_at: null, held_why: null, approved_at: now })
      .where('id', 'in', ids)
      .where('held_at', 'is not', null)
      .returning('id')
      .execute()
    const approved = rows.map(({ id }) => id)
    const names = approved.map((id) => `edition:${id}`)
    if (names.length > 0) await trx.deleteFrom('spending').where('name', 'in', names).execute()
    return approved
  })
}

/** The approved editions that have parked deliveries: a run that approved them was killed, or is at it. */
export async function editionsToUnpark(db: Db): Promise<number[]> {
  const rows = await db
    .selectFrom('editions')
    .select('id')
    .where('approved_at', 'is not', null)
    .where('held_at', 'is', null)
    .where(
      sql<boolean>`exists (select 1 from deliveries where deliveries.edition_id = editions.id and deliveries.parked = 1)`,
    )
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Takes some deliveries of an edition out of the park, as long as it is not held.
 * @returns true when there may be more
 */
export async function unparkSome(db: Db, editionId: number, limit: number): Promise<boolean> {
  return transact(db, async (trx) => {
    const held = await heldAmong(trx, [editionId])
    if (held.size > 0) return false
    const { numUpdatedRows } = await trx
      .updateTable('deliveries')
      .set({ parked: 0 })
      .where(
        'id',
        'in',
        trx
          .selectFrom('deliveries')
          .select('id')
          .where('edition_id', '=', editionId)
          .where('parked', '=', sql.lit(1))
          .limit(limit),
      )
      .executeTakeFirst()
    return Number(numUpdatedRows) === limit
  })
}

/** Which of these are held; none of them changes that before the transaction ends. */
async function heldAmong(trx: Trx, ids: readonly number[]): Promise<Set<number>> {
  const rows = await trx
    .selectFrom('editions')
    .select(['id', 'held_at as heldAt'])
    .where('id', 'in', ids)
    .orderBy('id')
    .$if(isPostgres(trx), (query) => query.forShare())
    .execute()
  return new Set(rows.filter(({ heldAt }) => heldAt !== null).map(({ id }) => id))
}

/** Parks those of these deliveries that wait and whose edition is held, and with them some more of the same editions. */
export async function parkHeld(trx: Trx, ids: number[]): Promise<void> {
  const these = () => trx.selectFrom(idTable(trx, ids)).select('v.id')
  const editions = await trx
    .selectFrom('deliveries')
    .select('edition_id')
    .distinct()
    .where('id', 'in', these())
    .execute()
  const held = await heldAmong(
    trx,
    editions.map((row) => row.edition_id),
  )
  if (held.size === 0) return
  const waiting = () =>
    trx
      .selectFrom('deliveries')
      .select('id')
      .where('edition_id', 'in', [...held])
      .where('lane', '=', 0)
      .where('parked', '=', 0)
      // Two who claim would wait for each other's rows; each parks its own.
      .$if(isPostgres(trx), (rows) => rows.forUpdate().skipLocked())
  const park = (rows: ReturnType<typeof waiting>) =>
    trx.updateTable('deliveries').set({ parked: 1 }).where('id', 'in', rows).execute()
  await park(waiting().where('id', 'in', these()).where('state', 'in', ['ready', 'deferred', 'in_doubt']))
  await park(waiting().where('state', '=', sql.lit('ready')).orderBy('planned_at').orderBy('id').limit(PARKED_AT_ONCE))
}

/**
 * Gives back and parks those of these claims whose edition is held.
 * @returns the editions of those that were parked
 */
export async function parkClaims(db: Db, owner: string, claims: readonly ClaimKey[]): Promise<Set<number>> {
  const rows = await db
    .updateTable('deliveries')
    .from(claimTable(db, claims))
    .set({ ...released(), parked: 1 })
    .where(isOurs(owner))
    .where('deliveries.state', '=', 'claimed')
    .where('deliveries.lane', '=', 0)
    .where(sql<boolean>`deliveries.edition_id in (select id from editions where held_at is not null)`)
    .returning('edition_id as editionId')
    .execute()
  return new Set(rows.map(({ editionId }) => editionId))
}
