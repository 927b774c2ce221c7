import type { Selectable } from 'kysely'
import type { KeptConsent } from '../subscribers/csv-consents.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { canBecomeTheirs, cancelAsking, replaceUnplanned } from './requests.ts'
import { isMailboxAsked } from './same-mailbox.ts'
import type { Schema } from './schema.ts'
import { subscriberOf } from './subscribers.ts'

/** A request and its answer: the evidence of who agreed to what. Times are milliseconds. */
export type Consent = KeptConsent & { id: number; subscriberId: number }

export type ConsentRequest = Pick<
  Consent,
  'kind' | 'address' | 'addressKey' | 'source' | 'client' | 'wording' | 'preferences' | 'askedAt'
>

export type ConsentTerms = {
  now: number
  /** How long a request can be confirmed, in milliseconds; it is counted anew when the request is mailed. */
  lifeMs: number
  /** 256 random bits. */
  nonce: () => string
}

/** Writes a request down in place of an earlier one of its kind that was not mailed yet, and answers its id. */
export async function addConsent(
  db: Db,
  subscriberId: number,
  request: ConsentRequest,
  { now, lifeMs, nonce }: ConsentTerms,
): Promise<number> {
  const { kind, address, addressKey, source, client, wording, preferences, askedAt } = request
  await replaceUnplanned(db, subscriberId, kind, now)
  const { id } = await db
    .insertInto('consents')
    .values({
      ...{ subscriber_id: subscriberId, kind, address, address_key: addressKey, source, client, wording },
      preferences: preferences && JSON.stringify(preferences),
      nonce: nonce(),
      asked_at: askedAt,
      expires_at: now + lifeMs,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function findConsent(db: Db, id: number): Promise<Consent | null> {
  const row = await db.selectFrom('consents').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? consentOf(row) : null
}

/** The last request of its kind. */
export async function lastConsent(db: Db, subscriberId: number, kind: Consent['kind']): Promise<Consent | null> {
  const row = await db
    .selectFrom('consents')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', kind)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? consentOf(row) : null
}

/** Everything that a subscriber asked for and agreed to, oldest first. */
export async function consentsOf(db: Db, subscriberId: number): Promise<Consent[]> {
  const rows = await db
    .selectFrom('consents')
    .selectAll()
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute()
  return rows.map(consentOf)
}

/**
 * Writes a request of somebody to get mail at another address, unless they made too many within a day. It takes the place
 * of an earlier one: only the last is mailed and can be confirmed.
 * @param terms `isVoid`: it only counts, and nothing is ever mailed for it
 * @returns false when it was not written
 */
export async function askForAddress(
  db: Db,
  subscriberId: number,
  request: Omit<ConsentRequest, 'kind' | 'preferences'>,
  terms: ConsentTerms & { mostADay: number; isVoid?: boolean },
): Promise<boolean> {
  return transact(db, async (trx) => {
    const subscriber = await lockSubscriber(trx, subscriberId)
    const made = await countSince(trx, subscriberId, terms.now - DAY_MS)
    if (subscriber?.state !== 'active' || made >= terms.mostADay) return false
    if (await isAskedAlready(trx, subscriberId, request, terms)) return true
    await addConsent(trx, subscriberId, { ...request, kind: 'address', preferences: null }, terms)
    if (terms.isVoid) await replaceUnplanned(trx, subscriberId, 'address', terms.now)
    await cancelAsking(trx, subscriberId, terms.now)
    return true
  })
}

const DAY_MS = 86_400_000

/** The link that was mailed for it stays good: a second one would not come. */
async function isAskedAlready(
  trx: Trx,
  subscriberId: number,
  { addressKey }: Pick<ConsentRequest, 'addressKey'>,
  { now, lifeMs }: ConsentTerms,
): Promise<boolean> {
  const last = await lastConsent(trx, subscriberId, 'address')
  return last?.addressKey === addressKey && last.confirmedAt === null && (last.plannedAt ?? now) > now - lifeMs
}

/** A subscriber whom nobody else changes until the transaction ends. */
export async function lockSubscriber(trx: Trx, id: number): Promise<Subscriber | null> {
  const query = trx.selectFrom('subscribers').selectAll().where('id', '=', id)
  const row = await query.$if(isPostgres(trx), (locking) => locking.forUpdate()).executeTakeFirst()
  return row ? subscriberOf(row) : null
}

/**
 * True when a request for an address is to be mailed: it can become this subscriber's, and its mailbox has no question to
 * answer yet.
 * @param suppressionKeys under which the address may be suppressed, its own key among them
 */
export async function isAddressFree(db: Db, request: AddressRequest, suppressionKeys: string[]): Promise<boolean> {
  return (await canBecomeTheirs(db, request, suppressionKeys)) && !(await wouldAskTwice(db, request))
}

type AddressRequest = Pick<Consent, 'subscriberId' | 'addressKey'>

async function wouldAskTwice(db: Db, { subscriberId, addressKey }: AddressRequest): Promise<boolean> {
  const last = await lastConsent(db, subscriberId, 'address')
  if (last === null) return false
  return isMailboxAsked(db, { addressKey, now: last.askedAt, except: { consentId: last.id } })
}

async function countSince(trx: Trx, subscriberId: number, since: number): Promise<number> {
  const row = await trx
    .selectFrom('consents')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('subscriber_id', '=', subscriberId)
    .where('kind', '=', 'address')
    .where('asked_at', '>=', since)
    .executeTakeFirstOrThrow()
  return row.count
}

/** A row as the request that it keeps. */
export function consentOf(row: Selectable<Schema['consents']>): Consent {
  return {
    id: row.id,
    subscriberId: row.subscriber_id,
    kind: row.kind,
    address: row.address,
    addressKey: row.address_key,
    source: row.source,
    client: row.client,
    wording: row.wording,
    preferences: row.preferences === null ? null : JSON.parse(row.preferences),
    nonce: row.nonce,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    plannedAt: row.planned_at,
    confirmedAt: row.confirmed_at,
    confirmedFrom: row.confirmed_from,
    welcomedAt: row.welcomed_at,
  }
}
