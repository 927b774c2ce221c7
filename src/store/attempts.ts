import { sql } from 'kysely'
import type { DeliveryState } from '../deliveries/delivery.ts'
import type { Trx } from './db.ts'
import { tableOf } from './rows.ts'

/** What became of an attempt, under the epoch of its claim. */
export type Attempt = { id: number; epoch: number; attempt: number; state: DeliveryState; reply: string | null }

/**
 * Keeps what was answered at these attempts, each once. What was accepted at the first, and what was not tried at all, says
 * nothing that the delivery itself does not.
 */
export async function keepAttempts(trx: Trx, attempts: readonly Attempt[], now: number): Promise<void> {
  const telling = attempts.filter(({ state, attempt }) => state !== 'ready' && !(state === 'accepted' && attempt === 1))
  if (telling.length === 0) return
  const columns = { id: 'integer', epoch: 'integer', attempt: 'integer', state: 'text', reply: 'text' } as const
  const rows = telling.map(({ id, epoch, attempt, state, reply }) => ({ id, epoch, attempt, state, reply }))
  await trx
    .insertInto('attempts')
    .columns(['delivery_id', 'epoch', 'attempt', 'state', 'reply', 'at'])
    .expression(
      trx
        .selectFrom(tableOf<Attempt>(trx, columns, rows))
        .select(['id', 'epoch', 'attempt', 'state', 'reply', sql<number>`cast(${now} as bigint)`.as('at')])
        .where((eb) => eb.lit(true)),
    )
    .onConflict((conflict) => conflict.columns(['delivery_id', 'epoch']).doNothing())
    .execute()
}
