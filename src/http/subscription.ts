import type { Config } from '../config/schema.ts'
import type { Db } from '../store/db.ts'
import { findSubscriber } from '../store/subscribers.ts'
import { parseMailbox } from '../subscribers/address.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { type KeyRing, type Purpose, readToken, signToken } from '../subscribers/token.ts'
import { basePath } from './base-path.ts'
import type { PageSite } from './pages/layout.ts'
import { pageStyle } from './pages/style.ts'

/** What the pages of subscribers work with. `clock` gives milliseconds. `onChange` is called after something was changed. */
export type SubscriptionDeps = {
  db: Db
  keys: KeyRing
  config: Config
  clock: () => number
  onChange?: (() => void) | undefined
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

/** Where a person can write when a page does not help. */
export function helpAddress({ digest }: Config): string {
  const mailbox = parseMailbox(digest.replyTo ?? digest.from)
  return 'error' in mailbox ? digest.from : mailbox.address
}
