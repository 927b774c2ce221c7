import { sql } from 'kysely'
import { type Db, transact } from './db.ts'
import { lastSeq } from './posts.ts'
import { saveSetting } from './settings.ts'
import { WITNESS } from './witness.ts'

const MAY_HAVE_GONE = 'It may have gone out before a backup was put back.'

/** From now on the store takes itself to know of so many groups of messages. */
export async function trustStore(db: Db, intents: number): Promise<void> {
  await saveSetting(db, WITNESS, String(intents))
}

/**
 * Sees to it that nothing goes out again that may have gone out since a backup was made, all or nothing: whatever waits is in
 * doubt for good, everybody's next digest begins behind the last post, and what people asked for counts as mailed.
 * @param restored `intents`: how many groups of messages are known to have gone out; `requestLifeMs`: how long the links
 *   of mail that asks people to confirm stay good
 */
export async function skipRestored(
  db: Db,
  { now, intents, requestLifeMs }: { now: number; intents: number; requestLifeMs: number },
): Promise<void> {
  await transact(db, async (trx) => {
    await trx
      .updateTable('deliveries')
      .set({
        state: 'in_doubt',
        epoch: sql<number>`epoch + 1`,
        owner: null,
        lease_until: null,
        next_at: null,
        hold_until: null,
        parked: 0,
        reply: MAY_HAVE_GONE,
        changed_at: now,
      })
      .where(
        sql<boolean>`(state in ('ready', 'claimed', 'deferred', 'sending') or (state = 'in_doubt' and hold_until is not null))`,
      )
      .execute()
    await trx
      .updateTable('subscribers')
      .set({ cursor: await lastSeq(trx) })
      .where('state', 'in', ['active', 'pending'])
      .execute()
    await trx
      .updateTable('consents')
      .set({ planned_at: now, expires_at: now + requestLifeMs })
      .where('planned_at', 'is', null)
      .where('confirmed_at', 'is', null)
      .execute()
    await trx
      .updateTable('consents')
      .set({ welcomed_at: now })
      .where('welcomed_at', 'is', null)
      .where('confirmed_at', 'is not', null)
      .execute()
    await trustStore(trx, intents)
  })
}
