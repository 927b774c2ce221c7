import { sql } from 'kysely'
import type { DeliveryState, DeliverySums } from '../deliveries/delivery.ts'
import { aside } from './aside.ts'
import type { Db } from './db.ts'

/** Numbers of deliveries that are not settled yet. */
export type StandingSums = Pick<DeliverySums, 'deferred' | 'inDoubt' | 'queued'>

/** So many are counted within a millisecond. */
const FEW = 10_000

/** What is not settled yet, counted through indexes of just that: the millions that were accepted are not looked at. */
export async function standingSums(db: Db): Promise<StandingSums> {
  const deferred = await countIn(db, 'deferred')
  const inDoubt = await countIn(db, 'in_doubt')
  const ready = await countIn(db, 'ready')
  const owned = await counted(db, deliveries(db).where('owner', 'is not', null))
  return { deferred, inDoubt, queued: ready + owned }
}

function countIn(db: Db, state: DeliveryState): Promise<number> {
  return counted(db, deliveries(db).where('state', '=', sql.lit(state)))
}

function deliveries(db: Db) {
  return db.selectFrom('deliveries').select(sql<number>`1`.as('one'))
}

async function counted(db: Db, rows: ReturnType<typeof deliveries>): Promise<number> {
  const count = (of: typeof rows) => db.selectFrom(of.as('rows')).select((eb) => eb.fn.countAll<number>().as('count'))
  const { count: few } = await count(rows.limit(FEW)).executeTakeFirstOrThrow()
  return few < FEW ? few : ((await aside(db, count(rows)))[0]?.count ?? 0)
}
