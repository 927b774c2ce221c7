import { addConsent, type ConsentRequest } from '../../src/store/consents.ts'
import type { Db } from '../../src/store/db.ts'
import type { UrgentPlan } from '../../src/store/plan-urgent.ts'
import { keepSignUp, type SettleTerms, type SignUp, settleSignUps } from '../../src/store/sign-ups.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import type { Preferences } from '../../src/subscribers/subscriber.ts'
import { NOW, newEdition } from './ledger.ts'

export const HOUR = 3_600_000
export const THREE_DAYS = 72 * HOUR

export const DAILY: Preferences = {
  cadence: 'daily',
  hour: 7,
  weekday: 1,
  monthday: 1,
  zone: 'Europe/Berlin',
  topics: ['rust'],
}

/** What a form brings, named after who sent it. */
export function signUpOf(name: string, changes: Partial<SignUp> = {}): SignUp {
  return {
    address: `${name}@example.org`,
    addressKey: `${name}@example.org`,
    name: null,
    preferences: DAILY,
    source: 'sign-up form',
    client: '203.0.113.0/24',
    wording: 'I want to get the digest by mail.',
    askedAt: NOW,
    ...changes,
  }
}

let nonces = 0

export function termsAt(now: number, changes: Partial<SettleTerms> = {}): SettleTerms {
  return {
    now,
    limit: 100,
    lifeMs: THREE_DAYS,
    nonce: () => `nonce-${++nonces}`,
    doubleOptIn: true,
    cursor: 4,
    dueAt: () => now + HOUR,
    suppressionKeys: (key) => [key, `hash of ${key}`],
    ...changes,
  }
}

/** Signs somebody up and looks at it at once; answers how many were asked to confirm. */
export async function signUp(
  db: Db,
  name: string,
  now = NOW,
  more: Partial<SettleTerms> & { signUp?: Partial<SignUp> } = {},
): Promise<number> {
  const { signUp: changes, ...terms } = more
  await keepSignUp(db, signUpOf(name, { askedAt: now, ...changes }))
  return (await settleSignUps(db, termsAt(now, terms))).asked
}

/** What a link to confirm stands for, and the time at which it is used. */
export function confirmationOf(consentId: number, now = NOW) {
  const { cursor, dueAt, suppressionKeys } = termsAt(now)
  return { consentId, now, from: '203.0.113.0/24', cursor, dueAt, suppressionKeys }
}

/** The id of somebody's last request. */
export async function requestOf(db: Db, name: string): Promise<number> {
  const subscriber = await findSubscriberByKey(db, `${name}@example.org`)
  const row = await db
    .selectFrom('consents')
    .select((eb) => eb.fn.max('id').as('id'))
    .where('subscriber_id', '=', subscriber?.id ?? 0)
    .executeTakeFirst()
  if (!row?.id) throw new Error(`${name} asked for nothing`)
  return row.id
}

/** A request for a new address. */
export function wishFor(name: string, askedAt = NOW): Omit<ConsentRequest, 'kind' | 'preferences'> {
  const { address, addressKey, source, client, wording } = signUpOf(name)
  return { address, addressKey, source, client, wording, askedAt }
}

export async function addWish(db: Db, subscriberId: number, name: string, now = NOW): Promise<number> {
  return addConsent(db, subscriberId, { ...wishFor(name, now), kind: 'address', preferences: null }, termsAt(now))
}

/** A letter to plan, with words that are the same for everybody. */
export function letterFor(
  consentId: number,
  subscriberId: number,
  kind: 'confirmation' | 'welcome' | 'address' = 'confirmation',
): UrgentPlan {
  return { consentId, subscriberId, letter: { ...newEdition(`a ${kind}`, []), kind } }
}
