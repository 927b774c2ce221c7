import { suppressionOf } from './add-subscriber.ts'
import type { Db, Trx } from './db.ts'
import { cancelled, isWaiting } from './ledger.ts'
import { findSubscriberByKey } from './subscribers.ts'

/**
 * True when an address can become this subscriber's: nobody else has it, and mail may go there.
 * @param suppressionKeys under which the address may be suppressed, its own key among them
 */
export async function canBecomeTheirs(
  db: Db,
  { subscriberId, addressKey }: { subscriberId: number; addressKey: string },
  suppressionKeys: string[],
): Promise<boolean> {
  const other = await findSubscriberByKey(db, addressKey)
  if (other !== null && other.id !== subscriberId) return false
  return (await suppressionOf(db, suppressionKeys)) === null
}

/** Stops mail to an earlier address that still waits: it would go to the latest one, once for each that was asked for. */
export async function cancelAsking(trx: Trx, subscriberId: number, now: number): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set(cancelled('another address was asked for since', now))
    .where('subscriber_id', '=', subscriberId)
    .where('edition_id', 'in', (eb) => eb.selectFrom('editions').select('id').where('kind', '=', 'address'))
    .where(isWaiting())
    .execute()
}

/** Makes void what was not mailed yet: it never is. */
export async function replaceUnplanned(
  db: Db,
  subscriberId: number,
  kind: 'subscribe' | 'address',
  now: number,
): Promise<void> {
  await db
    .updateTable('consents')
    .set({ planned_at: now, expires_at: now })
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', kind)
    .where('planned_at', 'is', null)
    .where('confirmed_at', 'is', null)
    .execute()
}
