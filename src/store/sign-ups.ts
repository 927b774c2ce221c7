import { type Selectable, sql } from 'kysely'
import type { Preferences, Subscriber } from '../subscribers/subscriber.ts'
import { insertSubscriber, suppressionOf } from './add-subscriber.ts'
import { confirmConsent } from './confirm.ts'
import { addConsent, type ConsentTerms, lastConsent } from './consents.ts'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { isMailboxAsked } from './same-mailbox.ts'
import type { Schema } from './schema.ts'
import { findSubscriberByKey } from './subscribers.ts'

/** What somebody sent in by a form. `client` says from where, `wording` what they agreed to. */
export type SignUp = {
  address: string
  addressKey: string
  name: string | null
  preferences: Preferences
  source: string
  client: string
  wording: string
  askedAt: number
}

/**
 * Keeps a sign-up until somebody looks at it. It costs the same for every address: nothing that is known of one is read.
 * A second sign-up of the same address takes the place of the first.
 */
export async function keepSignUp(db: Db, signUp: SignUp): Promise<void> {
  const { address, addressKey, name, preferences, source, client, wording, askedAt } = signUp
  const given = { address, name, preferences: JSON.stringify(preferences), source, client, wording, asked_at: askedAt }
  await db
    .insertInto('sign_ups')
    .values({ ...given, address_key: addressKey })
    .onConflict((conflict) => conflict.column('address_key').doUpdateSet(given))
    .execute()
}

export type SettleTerms = ConsentTerms & {
  limit: number
  /** Last announcement number: the first digest starts behind it. */
  cursor: number
  /** Without it people are subscribed at once, except who had left: they come back by their own confirmation only. */
  doubleOptIn: boolean
  dueAt: (preferences: Preferences) => number
  /** Under which keys an address may be suppressed: its own, and those that a forgotten person leaves behind. */
  suppressionKeys: (addressKey: string) => string[]
}

/**
 * Looks at the oldest sign-ups, each in a transaction of its own: who is new, or had left before, is asked to confirm; who
 * is subscribed already, was asked within the last days, left since, or bounced or complained, gets nothing, so that an
 * address that is signed up a thousand times is written to once. The same holds for a mailbox under all of its spellings.
 * @returns how many were looked at, and how many of them are asked now
 */
export async function settleSignUps(db: Db, terms: SettleTerms): Promise<{ seen: number; asked: number }> {
  let asked = 0
  for (let seen = 0; seen < terms.limit; seen++) {
    const outcome = await transact(db, (trx) => settleOldest(trx, terms))
    if (outcome === 'none') return { seen, asked }
    if (outcome === 'asked') asked++
  }
  return { seen: terms.limit, asked }
}

async function settleOldest(trx: Trx, terms: SettleTerms): Promise<'none' | 'asked' | 'passed over'> {
  const row = await trx
    .selectFrom('sign_ups')
    .selectAll()
    .orderBy('asked_at')
    .limit(1)
    .$if(isPostgres(trx), (query) => query.forUpdate().skipLocked())
    .executeTakeFirst()
  if (!row) return 'none'
  await trx.deleteFrom('sign_ups').where('address_key', '=', row.address_key).execute()
  const reason = await suppressionOf(trx, terms.suppressionKeys(row.address_key))
  if (reason === 'bounced' || reason === 'complained') return 'passed over'
  const known = await findSubscriberByKey(trx, row.address_key)
  if (known && (!mayAsk(known, row.asked_at) || (await wasAskedLately(trx, known, terms.now)))) return 'passed over'
  if (await isTooMuch(trx, row, known, terms)) return 'passed over'
  const subscriber = known ?? (await newcomer(trx, row, terms))
  const { address, address_key: addressKey, source, client, wording, asked_at: askedAt } = row
  const preferences: Preferences = JSON.parse(row.preferences)
  const request = { kind: 'subscribe' as const, address, addressKey, source, client, wording, preferences, askedAt }
  const id = await addConsent(trx, subscriber.id, request, terms)
  const isBack = known?.state === 'unsubscribed' || reason !== null
  if (!terms.doubleOptIn && !isBack) await confirmConsent(trx, { ...terms, consentId: id, from: client })
  return 'asked'
}

/** Who left after they had signed up meant to leave. */
function mayAsk({ state, endedAt }: Subscriber, askedAt: number): boolean {
  return state === 'pending' || (state === 'unsubscribed' && askedAt >= (endedAt ?? 0))
}

async function newcomer(trx: Trx, row: Selectable<Schema['sign_ups']>, terms: SettleTerms): Promise<Subscriber> {
  const preferences: Preferences = JSON.parse(row.preferences)
  const { address, address_key: addressKey, name, source } = row
  const given = { address, addressKey, name, preferences, source, cursor: terms.cursor, now: terms.now }
  const added = await insertSubscriber(trx, { ...given, state: 'pending', dueAt: terms.dueAt(preferences) })
  return added ?? ((await findSubscriberByKey(trx, addressKey)) as Subscriber)
}

/** Somebody asked the same mailbox for something lately, under another spelling or from another subscription. */
async function isTooMuch(
  trx: Trx,
  { address_key: addressKey }: Selectable<Schema['sign_ups']>,
  known: Subscriber | null,
  { now, doubleOptIn }: SettleTerms,
): Promise<boolean> {
  return isMailboxAsked(trx, { addressKey, now, except: { subscriberId: known?.id ?? 0 }, unasked: !doubleOptIn })
}

/** A mail that was sent counts, also when what it asks for was taken back. */
async function wasAskedLately(trx: Trx, { id, endedAt }: Subscriber, now: number): Promise<boolean> {
  const last = await lastConsent(trx, id, 'subscribe')
  if (last === null || last.askedAt < (endedAt ?? 0)) return false
  return last.confirmedAt === null && (last.plannedAt === null || last.expiresAt > now)
}

/** How many sign-ups nobody has looked at yet. */
export async function waitingSignUps(db: Db): Promise<number> {
  const row = await db.selectFrom('sign_ups').select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow()
  return Number(row.count)
}
