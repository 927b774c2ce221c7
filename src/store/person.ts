import type { DeliveryState } from '../deliveries/delivery.ts'
import type { EditionKind } from '../digests/edition.ts'
import type { Preferences, Subscriber } from '../subscribers/subscriber.ts'
import { type Consent, consentOf } from './consents.ts'
import type { Db } from './db.ts'
import type { SuppressionReason } from './schema.ts'
import type { SignUp } from './sign-ups.ts'
import { findSubscriberByKey } from './subscribers.ts'

/** A message to somebody, planned or sent. Times are milliseconds; `changedAt` is when its state was last written. */
export type PersonDelivery = {
  id: number
  subject: string
  kind: EditionKind
  state: DeliveryState
  plannedAt: number
  attempts: number
  changedAt: number
  nextAt: number | null
  /** What the mail server answered last, or why it was cancelled. */
  reply: string | null
}

/** `isForgotten`: it stands under a hash, and is all that was kept of somebody. */
export type PersonSuppression = { reason: SuppressionReason; detail: string; createdAt: number; isForgotten: boolean }

/** All that the store holds of one address. */
export type Person = {
  subscriber: Subscriber | null
  suppressions: PersonSuppression[]
  /** What makes the links to confirm by is left out: it is nobody's to read. */
  consents: Omit<Consent, 'nonce'>[]
  /** A sign-up that nobody has looked at yet. */
  signUp: Omit<SignUp, 'addressKey'> | null
  deliveries: PersonDelivery[]
}

/** @param suppressionKeys under which keys the address may be suppressed, its own among them */
export async function readPerson(db: Db, addressKey: string, suppressionKeys: string[]): Promise<Person> {
  const subscriber = await findSubscriberByKey(db, addressKey)
  return {
    subscriber,
    suppressions: await suppressionsOf(db, addressKey, suppressionKeys),
    consents: await consentsAbout(db, addressKey, subscriber?.id ?? 0),
    signUp: await signUpOf(db, addressKey),
    deliveries: subscriber ? await deliveriesOf(db, subscriber.id) : [],
  }
}

async function suppressionsOf(db: Db, addressKey: string, keys: string[]): Promise<PersonSuppression[]> {
  const rows = await db.selectFrom('suppressions').selectAll().where('address_key', 'in', keys).execute()
  return rows.map(({ address_key: key, reason, detail, created_at: createdAt }) => {
    return { reason, detail, createdAt, isForgotten: key !== addressKey }
  })
}

/** The subscriber's own, and requests of others that name the address. */
async function consentsAbout(db: Db, addressKey: string, subscriberId: number): Promise<Person['consents']> {
  const rows = await db
    .selectFrom('consents')
    .selectAll()
    .where((eb) => eb.or([eb('subscriber_id', '=', subscriberId), eb('address_key', '=', addressKey)]))
    .orderBy('id')
    .execute()
  return rows.map((row) => {
    const { nonce: _, ...shown } = consentOf(row)
    return shown
  })
}

async function signUpOf(db: Db, addressKey: string): Promise<Person['signUp']> {
  const row = await db.selectFrom('sign_ups').selectAll().where('address_key', '=', addressKey).executeTakeFirst()
  if (!row) return null
  const { address_key: _, asked_at: askedAt, preferences, ...same } = row
  return { ...same, preferences: JSON.parse(preferences) as Preferences, askedAt }
}

async function deliveriesOf(db: Db, subscriberId: number): Promise<PersonDelivery[]> {
  return db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'subject', 'kind', 'deliveries.state', 'planned_at as plannedAt', 'attempts'])
    .select(['changed_at as changedAt', 'next_at as nextAt', 'reply'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('planned_at')
    .orderBy('deliveries.id')
    .execute()
}
