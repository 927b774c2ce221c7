import { NOW, subscribe } from '../../test/support/ledger.ts'
import { freshStore } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import { findSubscriber } from '../store/subscribers.ts'
import { keyRing, type Purpose, signToken } from '../subscribers/token.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

const config = configSchema.parse({
  site: { title: 'Tom & <Jerry>', url: 'https://blog.example.org' },
  digest: { from: 'Tom <tom@example.org>', replyTo: 'Help <help@example.org>' },
})
const keys = keyRing('a secret that is long enough for everybody')

/** The pages of a site with one subscriber, Ada; `now` reads her anew, `changes` counts what the pages reported. */
export async function openPages() {
  const { db } = await freshStore('sqlite')
  const ada = await subscribe(db, 'ada')
  const seen = { changes: 0 }
  const onChange = () => {
    seen.changes++
  }
  return {
    db,
    ada,
    app: subscriptionRoutes({ db, keys, config, clock: () => NOW, onChange }),
    changes: () => seen.changes,
    now: async () => (await findSubscriber(db, ada.id))!,
    path: (purpose: Purpose, subject = { subscriberId: ada.id, tokenEpoch: ada.tokenEpoch }) =>
      `/${purpose}/${signToken(keys, purpose, subject)}`,
  }
}

/** A POST of a form, as a browser sends it. */
export function form(fields: Record<string, string> | string[][]): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields as Record<string, string>) }
}
