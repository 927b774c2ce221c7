import { sql } from 'kysely'
import { openStore, type Store, type Where } from '../../src/store/open.ts'
import type { LedgerRow } from './tally.ts'

async function withStore<Result>(where: Where, act: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(where)
  try {
    return await act(store)
  } finally {
    await store.close()
  }
}

/** Every delivery, in the order of their planning. */
export function readLedger(where: Where): Promise<LedgerRow[]> {
  return withStore(where, ({ db }) =>
    db
      .selectFrom('deliveries')
      .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
      .select(['deliveries.id', 'planned_at as plannedAt', 'address', 'deliveries.state', 'resends'])
      .orderBy('deliveries.id')
      .execute(),
  )
}

/** As if the seconds had passed that a lease lasts. */
export function endLeases(where: Where): Promise<void> {
  return withStore(where, async ({ db }) => {
    await db.updateTable('locks').set({ until: 0 }).execute()
    await db.updateTable('deliveries').set({ lease_until: 0 }).where('lease_until', 'is not', null).execute()
  })
}

/** As if the hours had passed after which a message is tried again, or sent once more. */
export function endWaits(where: Where): Promise<void> {
  return withStore(where, async ({ db }) => {
    await db.updateTable('deliveries').set({ next_at: 1 }).where('next_at', 'is not', null).execute()
    await db.updateTable('deliveries').set({ hold_until: 1 }).where('hold_until', 'is not', null).execute()
  })
}

/** Reads one value of the database, such as the epoch of somebody's links. */
export function readSubscriber(where: Where, address: string): Promise<{ subscriberId: number; tokenEpoch: number }> {
  return withStore(where, ({ db }) =>
    db
      .selectFrom('subscribers')
      .select(['id as subscriberId', sql<number>`token_epoch`.as('tokenEpoch')])
      .where('address', '=', address)
      .executeTakeFirstOrThrow(),
  )
}
