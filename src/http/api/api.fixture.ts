import { NOW } from '../../../test/support/ledger.ts'
import { freshStore } from '../../../test/support/stores.ts'
import { type Config, configSchema } from '../../config/schema.ts'
import { keyRing } from '../../subscribers/token.ts'
import { apiRoutes } from './api-routes.ts'

export const TOKEN = '0123456789abcdef0123456789abcdef'

const config = configSchema.parse({
  site: { title: 'Harbour Notes', url: 'https://harbour.example', timezone: 'Europe/Berlin' },
  digest: { from: 'digest@harbour.example' },
})
export const keys = keyRing('a secret that is long enough for everybody')

type Sent = { body?: unknown; headers?: Record<string, string> }

/** The API of a site that nobody has subscribed to yet. `changes` counts what it reported, and `changed` waits for the first, `clock.now` is its time. */
export async function openApi(changes: { digest?: Partial<Config['digest']> } = {}) {
  const { db } = await freshStore('sqlite')
  const clock = { now: NOW }
  const seen = { changes: 0, first: Promise.withResolvers<void>() }
  const onChange = () => {
    seen.changes++
    seen.first.resolve()
  }
  const deps = { db, keys, config: { ...config, digest: { ...config.digest, ...changes.digest } }, onChange }
  const app = apiRoutes({ ...deps, clock: () => clock.now, apiToken: TOKEN })
  const ask = async (method: string, path: string, { body, headers }: Sent = {}) => {
    const response = await app.request(`/api${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${TOKEN}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
  return { db, app, ask, clock, config: deps.config, changes: () => seen.changes, changed: () => seen.first.promise }
}
