import { sql } from 'kysely'
import { type Db, type Trx, transact } from './db.ts'
import { type PassedPosts, passedPosts, savePassed } from './passed-posts.ts'
import { saveSetting } from './settings.ts'
import { WITNESS } from './witness.ts'

const MAY_HAVE_GONE = 'It may have gone out before a backup was put back.'

/** From now on the store takes itself to know of so many groups of messages. */
export async function trustStore(db: Db, intents: number): Promise<void> {
  await saveSetting(db, WITNESS, String(intents))
}

type Skip = { now: number; intents: number; lastMailedAt: number; requestLifeMs: number; since: number }

/**
 * Sees to it that nothing goes out again that may have gone out since a backup was made, all or nothing: whatever waits is in
 * doubt for good, everybody's next digest begins behind the last post that may have gone out, and what people asked for
 * counts as mailed.
 * @param restored `intents`: how many groups of messages are known to have gone out, and `lastMailedAt` when the last one
 *   did; `requestLifeMs`: how long the links of mail that asks people to confirm stay good; `since`: the first instant
 *   whose posts are mailed
 * @returns the posts that active subscribers will not get from here, and those that they will
 */
export async function skipRestored(
  db: Db,
  { now, intents, lastMailedAt, requestLifeMs, since }: Skip,
): Promise<PassedPosts> {
  return transact(db, async (trx) => {
    await leaveInDoubt(trx, now)
    const posts = await passedPosts(trx, { lastMailedAt, since })
    await trx
      .updateTable('subscribers')
      .set({ cursor: posts.seq })
      .where('state', 'in', ['active', 'pending'])
      .where('cursor', '<', posts.seq)
      .execute()
    await savePassed(trx, { seq: posts.seq, at: now })
    await countAsMailed(trx, now, requestLifeMs)
    await trustStore(trx, intents)
    return posts
  })
}

async function leaveInDoubt(trx: Trx, now: number): Promise<void> {
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
}

async function countAsMailed(trx: Trx, now: number, requestLifeMs: number): Promise<void> {
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
}
