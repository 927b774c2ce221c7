import type { Preferences, Subscriber } from '../subscribers/subscriber.ts'
import { liftSuppression } from './add-subscriber.ts'
import { type Consent, findConsent, lastConsent, lockSubscriber } from './consents.ts'
import { type Db, type Trx, transact } from './db.ts'
import { dropRequests } from './leave.ts'
import { canBecomeTheirs } from './requests.ts'
import { findSubscriber, preferenceColumns } from './subscribers.ts'

export type Confirmation = {
  consentId: number
  now: number
  /** From where it was confirmed. */
  from: string
  /** Last announcement number: the first digest starts behind it. */
  cursor: number
  dueAt: (preferences: Preferences) => number
  /** Under which keys an address may be suppressed: its own, and those that a forgotten person leaves behind. */
  suppressionKeys: (addressKey: string) => string[]
}

/**
 * `void`: the request is unknown, too old, replaced by a later one, taken back by leaving since, or nothing can come of it
 * any more.
 */
export type Confirmed =
  | { kind: 'confirmed'; consent: Consent; subscriber: Subscriber }
  | { kind: 'already'; consent: Consent; subscriber: Subscriber }
  | { kind: 'void' }

/**
 * Makes true what somebody asked for: they are active from now on, or get their digests at their new address. A request
 * can be confirmed once; confirming it again changes nothing.
 */
export async function confirmConsent(db: Db, given: Confirmation): Promise<Confirmed> {
  return transact(db, async (trx) => {
    const found = await findConsent(trx, given.consentId)
    const subscriber = found && (await lockSubscriber(trx, found.subscriberId))
    // Read again, as somebody else may have confirmed it in the meantime.
    const consent = subscriber && (await findConsent(trx, given.consentId))
    if (!consent || consent.nonce === '') return { kind: 'void' }
    const last = await lastConsent(trx, subscriber.id, consent.kind)
    if (last?.id !== consent.id) return { kind: 'void' }
    if (consent.confirmedAt !== null)
      return subscriber.endedAt === null ? { kind: 'already', consent, subscriber } : { kind: 'void' }
    if (consent.expiresAt <= given.now || consent.askedAt < (subscriber.endedAt ?? 0)) return { kind: 'void' }
    const done =
      consent.kind === 'subscribe'
        ? await activate(trx, subscriber, consent, given)
        : await move(trx, subscriber, consent, given.suppressionKeys(consent.addressKey))
    if (!done) return { kind: 'void' }
    await trx
      .updateTable('consents')
      .set({ confirmed_at: given.now, confirmed_from: given.from })
      .where('id', '=', consent.id)
      .execute()
    const changed = await findSubscriber(trx, subscriber.id)
    return { kind: 'confirmed', consent: { ...consent, confirmedAt: given.now }, subscriber: changed ?? subscriber }
  })
}

async function activate(trx: Trx, subscriber: Subscriber, consent: Consent, given: Confirmation): Promise<boolean> {
  const preferences = consent.preferences ?? subscriber
  const { numUpdatedRows } = await trx
    .updateTable('subscribers')
    .set({ ...preferenceColumns(preferences), state: 'active', confirmed_at: given.now, ended_at: null })
    .set({ cursor: given.cursor, due_at: given.dueAt(preferences), paused_until: null, leave_reason: null })
    .where('id', '=', subscriber.id)
    .where('state', 'in', ['pending', 'unsubscribed'])
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await liftSuppression(trx, given.suppressionKeys(consent.addressKey))
  // What they asked for before they left is not revived by coming back.
  await dropRequests(trx, subscriber.id, 'address', given.now)
  return true
}

/** An address that is somebody else's already, or gets no mail, is not taken. */
async function move(trx: Trx, subscriber: Subscriber, consent: Consent, suppressionKeys: string[]): Promise<boolean> {
  if (subscriber.state !== 'active' || !(await canBecomeTheirs(trx, consent, suppressionKeys))) return false
  const { address, addressKey } = consent
  await trx
    .updateTable('subscribers')
    .set({ address, address_key: addressKey })
    .where('id', '=', subscriber.id)
    .execute()
  return true
}
