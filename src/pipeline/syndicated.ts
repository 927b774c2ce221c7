import { createHash } from 'node:crypto'
import type { App } from '../app.ts'
import { type FileStamp, stampOf } from '../files/stamp.ts'
import type { KnownPost } from '../posts/known.ts'
import { newestPosts } from '../store/posts.ts'
import { readSetting, saveSetting } from '../store/settings.ts'

/** Counts up when the same posts are to give other feeds than before. */
const WRITER = '1'

/** The feeds of a site, as files below public/. */
export const FEEDS = ['rss.xml', 'atom.xml', 'feed.json'] as const

/** What the feeds were last made from, and what they and the media in them looked like then. */
type Syndicated = { key: string; stamps: FileStamp[] }

/** True when posts, settings, feed files and media are all as they were when the feeds were last written. */
export async function feedsAreCurrent(app: App): Promise<boolean> {
  const text = await readSetting(app.store.db, 'syndicated')
  if (text === null) return false
  const before: Syndicated = JSON.parse(text)
  if (before.key !== syndicationKey(app, await newestPosts(app.store.db, app.config.feeds.items))) return false
  return before.stamps.every((stamp) => sameStamp(stamp, stampOf(stamp.path)))
}

/** Remembers what the feeds were made from: these posts, and files as they look now. */
export async function rememberFeeds(app: App, newest: KnownPost[], paths: string[]): Promise<void> {
  const syndicated: Syndicated = { key: syndicationKey(app, newest), stamps: paths.map(stampOf) }
  await saveSetting(app.store.db, 'syndicated', JSON.stringify(syndicated))
}

function syndicationKey(app: App, newest: KnownPost[]): string {
  const rows = newest.map(({ id, fingerprint, location, updatedAt }) => [id, fingerprint, location, updatedAt])
  const { site, feeds } = app.config
  return createHash('sha256')
    .update(JSON.stringify([WRITER, FEEDS, site, feeds, rows]))
    .digest('base64url')
}

function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs
}
