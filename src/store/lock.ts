import { sql } from 'kysely'
import { type Db, databaseNow, isPostgres, type Trx } from './db.ts'
import { LeaseLost } from './errors.ts'

/** A lease that ends later than any can was given before the clock was set back. */
const CLOCK_STEP_MS = 60_000

/** The right to do something alone, until it expires. `epoch` counts up whenever it changes hands. */
export type Lease = { name: string; owner: string; epoch: number }

/**
 * Takes the lease when it is free or has expired, by the database's clock; null while somebody holds it.
 * @param owner unique to this process and call
 */
export async function acquireLease(db: Db, name: string, owner: string, ttlMs: number): Promise<Lease | null> {
  const now = databaseNow(db)
  const row = await db
    .insertInto('locks')
    .values({ name, owner, epoch: 1, until: sql<number>`${now} + ${ttlMs}` })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((eb) => ({
          owner: eb.ref('excluded.owner'),
          epoch: eb('locks.epoch', '+', 1),
          until: eb.ref('excluded.until'),
        }))
        .where((eb) =>
          eb.or([
            eb('locks.until', '<=', now),
            eb('locks.until', '>', sql<number>`${now} + ${ttlMs} + ${CLOCK_STEP_MS}`),
          ]),
        ),
    )
    .returning('epoch')
    .executeTakeFirst()
  return row ? { name, owner, epoch: row.epoch } : null
}

/** False when the lease has gone to somebody else; one that expired and was not taken is ours again. */
export async function renewLease(db: Db, lease: Lease, ttlMs: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('locks')
    .set({ until: sql<number>`${databaseNow(db)} + ${ttlMs}` })
    .where(held(lease))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Counts up with every change of hands; 0 while nobody ever held it. */
export async function leaseEpoch(db: Db, name: string): Promise<number> {
  const row = await db.selectFrom('locks').select('epoch').where('name', '=', name).executeTakeFirst()
  return row?.epoch ?? 0
}

/** Frees the lease at once; one that is no longer ours is left alone. */
export async function releaseLease(db: Db, lease: Lease): Promise<void> {
  await db.updateTable('locks').set({ owner: '', until: 0 }).where(held(lease)).execute()
}

/** Who holds the lease now, if anybody. `until` is in milliseconds of the database's clock. */
export async function holderOf(db: Db, name: string): Promise<{ owner: string; until: number } | null> {
  const row = await db
    .selectFrom('locks')
    .select(['owner', 'until'])
    .where('name', '=', name)
    .where('until', '>', databaseNow(db))
    .executeTakeFirst()
  return row ?? null
}

/**
 * Keeps everybody else from taking the lease until this transaction ends.
 * @throws LeaseLost when somebody already has
 */
export async function fence(trx: Trx, lease: Lease): Promise<void> {
  const row = await trx
    .selectFrom('locks')
    .select('name')
    .where(held(lease))
    .$if(isPostgres(trx), (query) => query.forUpdate())
    .executeTakeFirst()
  if (!row) throw new LeaseLost(`Another process took over "${lease.name}" from ${lease.owner}; nothing was changed.`)
}

function held({ name, owner, epoch }: Lease) {
  return sql<boolean>`name = ${name} and owner = ${owner} and epoch = ${epoch}`
}
