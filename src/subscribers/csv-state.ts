import { closest } from '../config/closest.ts'
import type { SubscriberState } from './subscriber.ts'

type Refusal = { error: string }

/** States as this program and others call them. A word that says only that no mail is wanted counts as having left. */
const STATES: Record<string, SubscriberState> = {
  pending: 'pending',
  unconfirmed: 'pending',
  active: 'active',
  confirmed: 'active',
  subscribed: 'active',
  enabled: 'active',
  unsubscribed: 'unsubscribed',
  cancelled: 'unsubscribed',
  canceled: 'unsubscribed',
  inactive: 'unsubscribed',
  disabled: 'unsubscribed',
  removed: 'unsubscribed',
  blocklisted: 'unsubscribed',
  blacklisted: 'unsubscribed',
  blocked: 'unsubscribed',
  bounced: 'bounced',
  cleaned: 'bounced',
  invalid: 'bounced',
  undeliverable: 'bounced',
  complained: 'complained',
  junk: 'complained',
  spam: 'complained',
}

/** @param own what a system means by its own words */
export function parseState(text: string, own: Record<string, SubscriberState> = {}): SubscriberState | Refusal {
  const word = text.trim().toLowerCase().replaceAll(' ', '_')
  const states = { ...STATES, ...own }
  if (Object.hasOwn(states, word)) return states[word]!
  const guess = closest(word, Object.keys(states))
  const fix = guess ? `Did you mean ${guess}?` : 'Write pending, active, unsubscribed, bounced or complained.'
  return { error: `state ${JSON.stringify(text)} is unknown. ${fix}` }
}

const WEIGHTS: Record<SubscriberState, number> = { active: 0, pending: 1, unsubscribed: 2, bounced: 3, complained: 4 }

/** Of several things that a list says of somebody, the one that keeps most mail away. */
export function weightiest(states: (SubscriberState | undefined)[]): SubscriberState | undefined {
  return states.reduce(
    (most, next) => (most && next && WEIGHTS[next] < WEIGHTS[most] ? most : (next ?? most)),
    undefined,
  )
}

/** The states of people who get no more mail. */
export type EndState = Exclude<SubscriberState, 'pending' | 'active'>

export function hasEnded(state: SubscriberState | undefined): state is EndState {
  return state === 'unsubscribed' || state === 'bounced' || state === 'complained'
}
