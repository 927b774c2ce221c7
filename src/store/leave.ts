import type { Consent } from './consents.ts'
import { type Db, type Trx, transact } from './db.ts'
import { cancelAsking, replaceUnplanned } from './requests.ts'
import { type Unsubscribed, type Unsubscription, unsubscribe } from './subscribers.ts'

/**
 * Unsubscribes somebody, who takes back by it what they have asked for and not confirmed: also who had left before, and was
 * asked since whether they come back. May be called any number of times.
 */
export async function leave(db: Db, given: Unsubscription): Promise<Unsubscribed> {
  return transact(db, async (trx) => {
    const result = await unsubscribe(trx, given)
    if (!('subscriber' in result)) return result
    for (const kind of ['subscribe', 'address'] as const) await dropRequests(trx, given.subscriberId, kind, given.now)
    return result
  })
}

/**
 * Makes void what somebody has asked for and not confirmed: without its nonce no link speaks for it. That it was mailed
 * still counts, so that nobody is written to again for having taken it back.
 */
export async function dropRequests(trx: Trx, subscriberId: number, kind: Consent['kind'], now: number): Promise<void> {
  await replaceUnplanned(trx, subscriberId, kind, now)
  await trx
    .updateTable('consents')
    .set({ nonce: '' })
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', kind)
    .where('confirmed_at', 'is', null)
    .execute()
  if (kind === 'address') await cancelAsking(trx, subscriberId, now)
}
