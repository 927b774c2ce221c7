import { sql } from 'kysely'
import type { DeliveryState, DeliverySums } from '../deliveries/delivery.ts'
import type { Db } from './db.ts'

/** Numbers of deliveries that are not settled yet. */
export type StandingSums = Pick<DeliverySums, 'deferred' | 'inDoubt' | 'queued'>

/** What is not settled yet, counted through indexes of just that: the millions that were accepted are not looked at. */
export async function standingSums(db: Db): Promise<StandingSums> {
  const [deferred, inDoubt, ready, owned] = await Promise.all([
    countIn(db, 'deferred'),
    countIn(db, 'in_doubt'),
    countIn(db, 'ready'),
    countOwned(db),
  ])
  return { deferred, inDoubt, queued: ready + owned }
}

async function countIn(db: Db, state: DeliveryState): Promise<number> {
  const row = await counted(db).where('state', '=', sql.lit(state)).executeTakeFirstOrThrow()
  return row.count
}

async function countOwned(db: Db): Promise<number> {
  const row = await counted(db).where('owner', 'is not', null).executeTakeFirstOrThrow()
  return row.count
}

function counted(db: Db) {
  return db.selectFrom('deliveries').select((eb) => eb.fn.countAll<number>().as('count'))
}
