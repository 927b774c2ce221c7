import type { Subscriber } from '../subscribers/subscriber.ts'
import { type Db, type Trx, transact } from './db.ts'
import { suppressAddress } from './endings.ts'
import { preferenceColumns } from './subscribers.ts'

/** A subscriber from elsewhere, with every fact that is known of them. */
export type ImportedSubscriber = Omit<Subscriber, 'id'> & { addressKey: string }

/** Which of these address keys are subscribers already, and which get no mail. */
export async function knownAddresses(db: Db, keys: string[]): Promise<{ known: Set<string>; suppressed: Set<string> }> {
  if (keys.length === 0) return { known: new Set(), suppressed: new Set() }
  const known = await db.selectFrom('subscribers').select('address_key').where('address_key', 'in', keys).execute()
  const kept = await db.selectFrom('suppressions').select('address_key').where('address_key', 'in', keys).execute()
  return {
    known: new Set(known.map((row) => row.address_key)),
    suppressed: new Set(kept.map((row) => row.address_key)),
  }
}

/**
 * Adds subscribers in one transaction. One who is known or suppressed is left as they are: an import never brings back
 * somebody who left. Who comes in as unsubscribed, bounced or complained is suppressed from then on.
 * @returns how many were added
 */
export async function importSubscribers(db: Db, batch: ImportedSubscriber[], now: number): Promise<number> {
  return transact(db, async (trx) => {
    const { known, suppressed } = await knownAddresses(
      trx,
      batch.map(({ addressKey }) => addressKey),
    )
    const fresh = batch.filter(({ addressKey }) => !known.has(addressKey) && !suppressed.has(addressKey))
    if (fresh.length === 0) return 0
    const { numInsertedOrUpdatedRows } = await trx
      .insertInto('subscribers')
      .values(fresh.map(rowOf))
      .onConflict((conflict) => conflict.column('address_key').doNothing())
      .executeTakeFirstOrThrow()
    await suppressEnded(trx, fresh, now)
    return Number(numInsertedOrUpdatedRows ?? 0)
  })
}

async function suppressEnded(trx: Trx, fresh: ImportedSubscriber[], now: number): Promise<void> {
  for (const { addressKey: key, state, source, endedAt } of fresh) {
    if (state === 'pending' || state === 'active') continue
    await suppressAddress(trx, { key, reason: state, detail: source, now: endedAt ?? now })
  }
}

function rowOf({ addressKey, ...subscriber }: ImportedSubscriber) {
  return {
    ...preferenceColumns(subscriber),
    address: subscriber.address,
    address_key: addressKey,
    name: subscriber.name,
    state: subscriber.state,
    cursor: subscriber.cursor,
    due_at: subscriber.dueAt,
    token_epoch: subscriber.tokenEpoch,
    created_at: subscriber.createdAt,
    confirmed_at: subscriber.confirmedAt,
    ended_at: subscriber.endedAt,
    source: subscriber.source,
  }
}
