import type { App } from '../app.ts'
import { readSetting, saveSetting } from '../store/settings.ts'

const PENDING = 'pending-pings'

/** Remembers that the hub has to be told of these feeds: not lost by whatever stops the program before it could be. */
export async function rememberPings(app: App, names: string[]): Promise<void> {
  if (!app.config.feeds.hub || names.length === 0) return
  const { url } = app.config.site
  const pending = await pendingPings(app)
  await savePings(app, [...new Set([...pending, ...names.map((name) => `${url}/${name}`)])])
}

/**
 * Tells the hub (WebSub) of the feeds whose bytes changed since it was told last. Comes after everything else: a hub that
 * is down holds up nothing, and the next run tries again.
 * @returns why the hub could not be told, or null
 */
export async function sendPings(app: App): Promise<string | null> {
  const topics = await pendingPings(app)
  const { hub } = app.config.feeds
  if (topics.length === 0 || !hub) return null
  const { pingHub } = await import('../websub/ping-hub.ts')
  const result = await pingHub(hub, topics, { allowLoopback: app.allowLoopbackHub })
  await savePings(app, result.ok ? [] : result.left)
  return result.ok ? null : result.reason
}

async function pendingPings(app: App): Promise<string[]> {
  return JSON.parse((await readSetting(app.store.db, PENDING)) ?? '[]')
}

async function savePings(app: App, topics: string[]): Promise<void> {
  await saveSetting(app.store.db, PENDING, JSON.stringify(topics))
}
