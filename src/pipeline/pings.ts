import type { App } from '../app.ts'
import type { Config } from '../config/schema.ts'
import type { Db } from '../store/db.ts'
import { changeSetting, readSetting } from '../store/settings.ts'

const PENDING = 'pending-pings'

/** Addresses of feeds that the hub has to be told of, each with how often it changed since it was told. */
type Pending = Record<string, number>

/** Remembers that the hub has to be told of these feeds: not lost by whatever stops the program before it could be. */
export async function rememberPings(db: Db, { feeds, site }: Config, names: string[]): Promise<void> {
  if (!feeds.hub || names.length === 0) return
  await changePending(db, (pending) => {
    for (const name of names) {
      const topic = `${site.url}/${name}`
      pending[topic] = (pending[topic] ?? 0) + 1
    }
  })
}

/**
 * Tells the hub (WebSub) of the feeds whose bytes changed since it was told last. Comes after everything else: a hub that
 * is down holds up nothing, and the next run tries again. What changes once more meanwhile is told again.
 * @returns why the hub could not be told, or null
 */
export async function sendPings(app: App): Promise<string | null> {
  const { db } = app.store
  const told = readPending(await readSetting(db, PENDING))
  const topics = Object.keys(told)
  const { hub } = app.config.feeds
  if (topics.length === 0 || !hub) return null
  const { pingHub } = await import('../websub/ping-hub.ts')
  const result = await pingHub(hub, topics, { allowLoopback: app.allowLoopbackHub })
  const left = new Set(result.ok ? [] : result.left)
  await changePending(db, (pending) => {
    for (const topic of topics) if (!left.has(topic) && pending[topic] === told[topic]) delete pending[topic]
  })
  return result.ok ? null : result.reason
}

async function changePending(db: Db, change: (pending: Pending) => void): Promise<void> {
  await changeSetting(db, PENDING, (value) => {
    const pending = readPending(value)
    change(pending)
    return JSON.stringify(pending)
  })
}

/** Before it counted, it was a list. */
function readPending(value: string | null): Pending {
  const pending: string[] | Pending = JSON.parse(value ?? '{}')
  return Array.isArray(pending) ? Object.fromEntries(pending.map((topic) => [topic, 1])) : pending
}
