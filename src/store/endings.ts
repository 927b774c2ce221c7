import type { Trx } from './db.ts'
import { cancelled, isWaiting } from './ledger.ts'
import { idTable, tableOf } from './rows.ts'
import type { SuppressionReason } from './schema.ts'
import { keepSuppressions } from './suppressions.ts'

/** The end of somebody's mail: `detail` says how it came about. */
export type Ending = { id: number; detail: string }

/**
 * Ends subscribers for good: their state, their addresses' suppression and whatever waits to be sent to them. What is
 * on the wire is left alone. Ending somebody twice changes nothing, except that a weightier reason replaces
 * `unsubscribed`.
 */
export async function endSubscribers(
  trx: Trx,
  reason: SuppressionReason,
  endings: Ending[],
  now: number,
): Promise<void> {
  const ids = endings.map(({ id }) => id)
  await trx
    .updateTable('subscribers')
    .set({ state: reason, ended_at: now })
    .where('id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
    .where('state', 'in', ['pending', 'active'])
    .execute()
  await suppressAll(trx, reason, endings, now)
  await cancelWaiting(trx, ids, reason, now)
}

async function suppressAll(trx: Trx, reason: SuppressionReason, endings: Ending[], at: number): Promise<void> {
  const rows = await trx
    .selectFrom('subscribers')
    .innerJoin(tableOf<Ending>(trx, { id: 'integer', detail: 'text' }, endings), 'v.id', 'subscribers.id')
    .select(['address_key as key', 'v.detail'])
    .execute()
  await keepSuppressions(
    trx,
    rows.map((row) => ({ ...row, reason, at })),
  )
}

async function cancelWaiting(trx: Trx, subscriberIds: number[], why: string, now: number): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set(cancelled(why, now))
    .where('subscriber_id', 'in', trx.selectFrom(idTable(trx, subscriberIds)).select('v.id'))
    .where(isWaiting())
    .execute()
}
