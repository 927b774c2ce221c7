import type { Preferences, Subscriber } from '../subscribers/subscriber.ts'
import { insertSubscriber } from './add-subscriber.ts'
import { confirmConsent } from './confirm.ts'
import { addConsent, type ConsentRequest } from './consents.ts'
import { type Db, type Trx, transact } from './db.ts'
import type { SuppressionReason } from './schema.ts'
import { findSubscriber, findSubscriberByKey } from './subscribers.ts'

/** Somebody who agreed already, elsewhere: `askedAt` says when, `client` from where, `wording` to what. */
export type ConsentedSubscriber = Omit<ConsentRequest, 'kind' | 'preferences'> & {
  /** A name that is not given stays as it is known. */
  name?: string | null
  preferences: Preferences
  nonce: string
  cursor: number
  dueAt: number
  now: number
  /** Under which keys the address may be suppressed, its own among them. */
  suppressionKeys: string[]
}

/** `ended`: they get no mail, and left only after they had agreed, or bounced, or complained. */
export type AddedWithConsent =
  | { kind: 'added'; subscriber: Subscriber }
  | { kind: 'exists'; subscriber: Subscriber }
  | { kind: 'ended'; reason: SuppressionReason }

/**
 * Adds an active subscriber, with the evidence that they agreed, in one transaction; who is active already is left as they
 * are. Who had left comes back only when they agreed after they had left. Added twice at once, they are added once.
 */
export async function addWithConsent(db: Db, given: ConsentedSubscriber): Promise<AddedWithConsent> {
  return transact(db, async (trx) => {
    const reason = await endedSince(trx, given)
    if (reason !== null) return { kind: 'ended', reason }
    const { address, addressKey, name = null, preferences, source, cursor, dueAt, now } = given
    const row = { address, addressKey, name, preferences, source, cursor, dueAt, now, state: 'pending' as const }
    if ((await findSubscriberByKey(trx, addressKey)) === null) await insertSubscriber(trx, row)
    const id = await takeUp(trx, given)
    if (id === null) return standing(trx, addressKey)
    await activate(trx, id, given)
    return { kind: 'added', subscriber: (await findSubscriber(trx, id)) as Subscriber }
  })
}

/** Why the address gets no mail, whatever was agreed to before. */
async function endedSince(trx: Trx, { suppressionKeys, askedAt }: ConsentedSubscriber) {
  const rows = await trx
    .selectFrom('suppressions')
    .select(['reason', 'created_at'])
    .where('address_key', 'in', suppressionKeys)
    .execute()
  const lasting = rows.find(({ reason }) => reason !== 'unsubscribed')
  return (lasting ?? rows.find(({ created_at }) => created_at >= askedAt))?.reason ?? null
}

/** Whoever comes second waits here for the first, and finds nobody to take up. */
async function takeUp(trx: Trx, { addressKey, name }: ConsentedSubscriber): Promise<number | null> {
  const row = await trx
    .updateTable('subscribers')
    .set((eb) => ({ name: name === undefined ? eb.ref('name') : name }))
    .where('address_key', '=', addressKey)
    .where('state', 'in', ['pending', 'unsubscribed'])
    .returning('id')
    .executeTakeFirst()
  return row?.id ?? null
}

async function standing(trx: Trx, addressKey: string): Promise<AddedWithConsent> {
  const subscriber = (await findSubscriberByKey(trx, addressKey)) as Subscriber
  const { state } = subscriber
  return state === 'bounced' || state === 'complained'
    ? { kind: 'ended', reason: state }
    : { kind: 'exists', subscriber }
}

async function activate(trx: Trx, id: number, given: ConsentedSubscriber): Promise<void> {
  const { address, addressKey, source, client, wording, askedAt, preferences, nonce, cursor, dueAt, now } = given
  const request = { kind: 'subscribe' as const, address, addressKey, source, client, wording, preferences, askedAt }
  const consentId = await addConsent(trx, id, request, { now, lifeMs: 1, nonce: () => nonce })
  await confirmConsent(trx, {
    ...{ consentId, now, from: client, cursor },
    dueAt: () => dueAt,
    suppressionKeys: () => given.suppressionKeys,
  })
}
