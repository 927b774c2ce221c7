import { sql } from 'kysely'
import { type Db, type Trx, transact } from './db.ts'
import { cancelled, mayReceive } from './ledger.ts'
import { idTable, tableOf } from './rows.ts'

/** Why a delivery is cancelled that a person gave up. */
export const GIVEN_UP = 'given up by a person'
const AGAIN = 'to be sent again, said a person'

/**
 * Lets these be sent once more, at the next run: what is in doubt, what bounced and what was given up, as long as the
 * subscriber gets mail and the edition was not stopped. Their tries are counted from one again; what was in doubt is, if
 * that happens again, not sent again by itself. Any other stays as it is, whatever a worker does with it meanwhile.
 * @returns the ids that are sent again
 */
export async function resendDeliveries(db: Db, ids: readonly number[], now: number): Promise<number[]> {
  return transact(db, async (trx) => {
    await keepOutcomes(trx, ids)
    const again = await trx
      .updateTable('deliveries')
      .set({
        state: 'ready',
        attempts: 0,
        epoch: sql<number>`epoch + 1`,
        resends: sql<number>`case when state = 'in_doubt' then 1 else resends end`,
        reply: sql<string | null>`case when state = 'in_doubt' then reply end`,
        next_at: null,
        hold_until: null,
        changed_at: now,
      })
      .where('id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
      .where(isOver())
      .where(mayReceive(now))
      .where(
        sql<boolean>`exists (select 1 from editions where editions.id = deliveries.edition_id and editions.state = 'open')`,
      )
      .returning(['id', 'epoch'])
      .execute()
    await note(trx, again, { state: 'ready', reply: AGAIN, at: now })
    return again.map(({ id }) => id)
  })
}

/**
 * Sees to it that these are never sent: what waits is cancelled, and what is in doubt stays so and is not sent again. What
 * is on the wire, and what is settled otherwise, stays as it is. Giving up twice changes nothing.
 * @returns the ids that are given up now
 */
export async function giveUpDeliveries(db: Db, ids: readonly number[], now: number): Promise<number[]> {
  return transact(db, async (trx) => {
    const these = () => trx.selectFrom(idTable(trx, ids)).select('v.id')
    const waiting = await trx
      .updateTable('deliveries')
      .set(cancelled(GIVEN_UP, now))
      .where('id', 'in', these())
      .where(sql<boolean>`state in ('ready', 'claimed', 'deferred')`)
      .returning(['id'])
      .execute()
    const doubtful = await trx
      .updateTable('deliveries')
      .set({ epoch: sql<number>`epoch + 1`, hold_until: null })
      .where('id', 'in', these())
      .where('state', '=', 'in_doubt')
      .where((eb) => eb.not(isGivenUp()))
      .returning(['id', 'epoch'])
      .execute()
    await note(trx, doubtful, { state: 'cancelled', reply: GIVEN_UP, at: now })
    return [...new Set([...waiting, ...doubtful].map(({ id }) => id))]
  })
}

/** Cancelled by a person, or in doubt with their word for its last attempt. */
export function isGivenUp() {
  return sql<boolean>`(deliveries.state = 'cancelled' and deliveries.reply = ${sql.lit(GIVEN_UP)} or exists (
    select 1 from attempts where attempts.delivery_id = deliveries.id and attempts.epoch = deliveries.epoch
      and attempts.state = 'cancelled' and attempts.reply = ${sql.lit(GIVEN_UP)}
  ))`
}

/** Nothing more happens to it by itself, and yet it was not accepted. */
function isOver() {
  return sql<boolean>`(state in ('in_doubt', 'bounced') or state = 'cancelled' and reply = ${sql.lit(GIVEN_UP)})`
}

/** What a server answered before answers were kept would be written over by the next one. */
async function keepOutcomes(trx: Trx, ids: readonly number[]): Promise<void> {
  await trx
    .insertInto('attempts')
    .columns(['delivery_id', 'epoch', 'attempt', 'state', 'reply', 'at'])
    .expression(
      trx
        .selectFrom('deliveries')
        .select(['id', 'epoch', 'attempts', 'state', 'reply', 'changed_at'])
        .where('id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
        .where('state', 'in', ['in_doubt', 'bounced'])
        .where(
          sql<boolean>`not exists (
            select 1 from attempts kept where kept.delivery_id = deliveries.id and kept.attempt = deliveries.attempts
              and kept.state = deliveries.state
          )`,
        ),
    )
    .onConflict((conflict) => conflict.columns(['delivery_id', 'epoch']).doNothing())
    .execute()
}

type Note = { state: 'ready' | 'cancelled'; reply: string; at: number }

/** A person's word stands among the attempts, under the epoch that it made. */
async function note(trx: Trx, rows: { id: number; epoch: number }[], { state, reply, at }: Note): Promise<void> {
  if (rows.length === 0) return
  await trx
    .insertInto('attempts')
    .columns(['delivery_id', 'epoch', 'attempt', 'state', 'reply', 'at'])
    .expression(
      trx
        .selectFrom(tableOf(trx, { id: 'integer', epoch: 'integer' }, rows))
        .select(['v.id', 'v.epoch', sql<number>`0`.as('attempt'), sql.lit(state).as('state')])
        .select([sql<string>`cast(${reply} as text)`.as('reply'), sql<number>`cast(${at} as bigint)`.as('at')])
        .where((eb) => eb.lit(true)),
    )
    .onConflict((conflict) => conflict.columns(['delivery_id', 'epoch']).doNothing())
    .execute()
}
