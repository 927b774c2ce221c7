import { join } from 'node:path'
import type { App } from '../app.ts'
import { checkFeed } from '../feeds/check.ts'
import type { Entry } from '../feeds/entry.ts'
import { type FeedFile, renderFeeds } from '../feeds/render.ts'
import { feedStyle, STYLE_NAME } from '../feeds/style.ts'
import { writeIfChanged } from '../files/write.ts'
import type { KnownPost } from '../posts/known.ts'
import type { PostContent } from '../posts/post.ts'
import { newestPosts } from '../store/posts.ts'
import { initSetting } from '../store/settings.ts'
import { contentsOfPosts } from './contents.ts'
import { entryOf } from './entry.ts'
import { rememberFeeds } from './syndicated.ts'

export type FeedReport = { written: string[]; unchanged: string[] }

/**
 * Writes the feeds of the newest posts; a file whose bytes would be the same is left alone.
 * @throws an error that names the file when a feed could not be written; the one that was good before still stands
 */
export async function syndicate(app: App): Promise<FeedReport> {
  const newest = await newestPosts(app.store.db, app.config.feeds.items)
  const contents = await contentsOfPosts(app, newest)
  const media: string[] = []
  const feeds = await feedFiles(app, newest, contents, await feedId(app, newest), media)
  const report: FeedReport = { written: [], unchanged: [] }
  for (const { name, text } of feeds) {
    const outcome = writeIfChanged(join(app.paths.public, name), text, (bytes) => checkFeed(name, bytes, contents.size))
    report[outcome].push(name)
  }
  writeIfChanged(join(app.paths.public, STYLE_NAME), feedStyle(app.config.digest.color), () => {})
  const paths = [...feeds.map(({ name }) => join(app.paths.public, name)), ...media, join(app.paths.public, STYLE_NAME)]
  await rememberFeeds(app, newest, paths)
  return report
}

/** The feeds of these posts, newest first, as text. Paths of local media that went in are added to `media`. */
export async function feedFiles(
  app: App,
  newest: KnownPost[],
  contents: Map<string, PostContent>,
  id: string,
  media: string[] = [],
): Promise<FeedFile[]> {
  const entries: Entry[] = newest.flatMap((post) => {
    const content = contents.get(post.fingerprint)
    return content ? [entryOf(post, content, { app, media })] : []
  })
  return renderFeeds(entries, app.config, id)
}

/** A tag URI (RFC 4151) for the feed itself, fixed when feeds are first written. */
async function feedId(app: App, newest: KnownPost[]): Promise<string> {
  return initSetting(app.store.db, 'feed-id', proposedFeedId(app, newest))
}

export function proposedFeedId(app: App, newest: KnownPost[]): string {
  const oldest = Math.min(...newest.map((post) => post.publishedAt), Date.UTC(2026, 0))
  return `tag:${new URL(app.config.site.url).host},${new Date(oldest).getUTCFullYear()}:feed`
}
