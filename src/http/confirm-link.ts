import { type Consent, findConsent, lastConsent } from '../store/consents.ts'
import { findSubscriber } from '../store/subscribers.ts'
import { confirmsConsent, consentIdIn } from '../subscribers/consent-token.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import type { SubscriptionDeps } from './subscription.ts'

/** The request that a link to confirm was made for; null when the link is none of ours. */
export async function consentOf({ db, keys }: SubscriptionDeps, token: string): Promise<Consent | null> {
  const id = consentIdIn(token)
  const consent = id === null ? null : await findConsent(db, id)
  return consent?.nonce && confirmsConsent(keys, token, consent) ? consent : null
}

/** What confirming would do at this moment, found out without doing it. */
export type Confirmable =
  | { kind: 'open'; consent: Consent; subscriber: Subscriber }
  | { kind: 'already'; consent: Consent; subscriber: Subscriber }
  | { kind: 'void' }

export async function confirmable({ db, clock }: SubscriptionDeps, consent: Consent): Promise<Confirmable> {
  const subscriber = await findSubscriber(db, consent.subscriberId)
  const last = subscriber && (await lastConsent(db, subscriber.id, consent.kind))
  if (!subscriber || last?.id !== consent.id) return { kind: 'void' }
  if (consent.confirmedAt !== null) {
    return subscriber.endedAt === null ? { kind: 'already', consent, subscriber } : { kind: 'void' }
  }
  const states = consent.kind === 'subscribe' ? ['pending', 'unsubscribed'] : ['active']
  const isOpen = consent.expiresAt > clock() && states.includes(subscriber.state)
  return isOpen ? { kind: 'open', consent, subscriber } : { kind: 'void' }
}
