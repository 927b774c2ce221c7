import { NOW, subscribe } from '../../test/support/ledger.ts'
import { freshStore, type Kind } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import { addConsent, type ConsentRequest } from '../store/consents.ts'
import { findSubscriber } from '../store/subscribers.ts'
import { signConsent } from '../subscribers/consent-token.ts'
import { keyRing, type Purpose, signToken } from '../subscribers/token.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

export const keys = keyRing('a secret that is long enough for everybody')

type Settings = { http?: object; subscribe?: object; schedule?: string; kind?: Kind }

/** The pages of a site with one subscriber, Ada; `now` reads her anew, `changes` counts what the pages reported. */
export async function openPages({ http = {}, subscribe: joining = {}, schedule, kind = 'sqlite' }: Settings = {}) {
  const config = configSchema.parse({
    site: { title: 'Tom & <Jerry>', url: 'https://blog.example.org' },
    digest: { from: 'Tom <tom@example.org>', replyTo: 'Help <help@example.org>', schedule },
    subscribe: joining,
    http,
  })
  const { db } = await freshStore(kind)
  const ada = await subscribe(db, 'ada')
  const seen = { changes: 0, clock: NOW, later: Promise.withResolvers<void>() }
  const onChange = () => {
    seen.changes++
    seen.later.resolve()
  }
  return {
    db,
    ada,
    config,
    app: subscriptionRoutes({ db, keys, config, clock: () => seen.clock, onChange }),
    changes: () => seen.changes,
    /** Ends when the pages have reported their first change. */
    changed: () => seen.later.promise,
    /** Time goes on. */
    later: (ms: number) => {
      seen.clock += ms
    },
    now: async () => (await findSubscriber(db, ada.id))!,
    path: (purpose: Purpose, subject = { subscriberId: ada.id, tokenEpoch: ada.tokenEpoch }) =>
      `/${purpose}/${signToken(keys, purpose, subject)}`,
    /** The link of a request that somebody has made; good for an hour. */
    ask: async (subscriberId: number, request: Partial<ConsentRequest>) => {
      const given = { ...REQUEST, ...request }
      const terms = { now: seen.clock, lifeMs: 3_600_000, nonce: () => 'a nonce' }
      return `/confirm/${signConsent(keys, { id: await addConsent(db, subscriberId, given, terms), nonce: 'a nonce' })}`
    },
  }
}

export type Pages = Awaited<ReturnType<typeof openPages>>

const REQUEST: ConsentRequest = {
  kind: 'subscribe',
  address: 'eve@example.org',
  addressKey: 'eve@example.org',
  source: 'sign-up form',
  client: '192.0.2.1',
  wording: 'I want the digest.',
  preferences: { cadence: 'daily', hour: 7, weekday: 1, monthday: 1, zone: 'Europe/Berlin', topics: ['rust'] },
  askedAt: NOW,
}

/** A POST of a form, as a browser sends it. */
export function form(fields: Record<string, string> | string[][]): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields as Record<string, string>) }
}

/** The connection that a request comes over. */
export function from(remoteAddress: string) {
  return { incoming: { socket: { remoteAddress } } }
}
