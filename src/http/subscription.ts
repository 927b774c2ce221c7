import type { Config } from '../config/schema.ts'
import type { Db } from '../store/db.ts'
import { findSubscriber } from '../store/subscribers.ts'
import { parseMailbox } from '../subscribers/address.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { type KeyRing, type Purpose, readToken, signToken } from '../subscribers/token.ts'
import { basePath } from './base-path.ts'
import { type Limiter, limiter } from './limits.ts'
import type { PageSite } from './pages/layout.ts'
import { pageStyle } from './pages/style.ts'
import { signUpLimits } from './sign-up-limits.ts'
import { topicReader } from './topics.ts'

/** What the pages of subscribers work with. `clock` gives milliseconds. `onChange` is called after something was changed. */
export type SubscriptionDeps = {
  db: Db
  keys: KeyRing
  config: Config
  clock: () => number
  onChange?: (() => void) | undefined
}

const DAY_MS = 86_400_000
const NEW_ADDRESSES_A_DAY = 3

/** The same, with what the pages of one server remember. */
export type PageDeps = SubscriptionDeps & {
  site: PageSite
  topics: ReturnType<typeof topicReader>
  signUps: ReturnType<typeof signUpLimits>
  newAddresses: Limiter
}

export function pageDeps(deps: SubscriptionDeps): PageDeps {
  return {
    ...deps,
    site: pageSite(deps.config),
    topics: topicReader(deps.db),
    signUps: signUpLimits(deps.config.subscribe.perHour),
    newAddresses: limiter({ most: NEW_ADDRESSES_A_DAY, perMs: DAY_MS }),
  }
}

export function pageSite({ site, digest }: Config): PageSite {
  return { title: site.title, url: site.url, style: pageStyle(digest.color) }
}

/** Whom a link speaks for; null when it is none of ours, was made for something else, or was made void. */
export async function subscriberOf(
  deps: SubscriptionDeps,
  purpose: Purpose,
  token: string,
): Promise<Subscriber | null> {
  const subject = readToken(deps.keys, purpose, token)
  const subscriber = subject && (await findSubscriber(deps.db, subject.subscriberId))
  return subscriber && subscriber.tokenEpoch === subject.tokenEpoch ? subscriber : null
}

/** The path of another page of the same subscriber. */
export function pathFor(
  deps: SubscriptionDeps,
  purpose: 'unsubscribe' | 'preferences',
  subscriber: Subscriber,
): string {
  const subject = { subscriberId: subscriber.id, tokenEpoch: subscriber.tokenEpoch }
  return `${basePath(deps.config)}/${purpose}/${signToken(deps.keys, purpose, subject)}`
}

/** The path of the form to sign up; null when nobody can. */
export function subscribePath({ config }: SubscriptionDeps): string | null {
  return config.subscribe.open ? `${basePath(config)}/subscribe` : null
}

/** Where a person can write when a page does not help. */
export function helpAddress({ digest }: Config): string {
  const mailbox = parseMailbox(digest.replyTo ?? digest.from)
  return 'error' in mailbox ? digest.from : mailbox.address
}

/** Ends the sentence that says when digests come: `, with posts on rust, ops`; empty for every post. */
export function aboutTopics(topics: string[] | null): string {
  return topics === null ? '' : `, with posts on ${topics.join(', ')}`
}

const LATER_MS = 500

/**
 * Has mail made that somebody asked for, a moment after the answer: no request that follows at once can tell by its time
 * what becomes of an address.
 */
export function changeLater({ onChange }: SubscriptionDeps): void {
  if (onChange) setTimeout(onChange, LATER_MS).unref()
}
