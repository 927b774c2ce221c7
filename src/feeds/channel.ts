import type { Config } from '../config/schema.ts'
import type { Author } from '../posts/post.ts'
import { type FeedDates, feedDates } from './dates.ts'
import type { Entry, FeedName } from './entry.ts'
import { prepareAuthors, prepareEntry, type ReadyEntry } from './prepare.ts'
import { webUrl, withoutForbidden } from './words.ts'

/** How long a reader may keep a feed before it asks again, in minutes. */
export const FEED_TTL_MINUTES = 60

export type FeedConfig = Pick<Config, 'site' | 'feeds'>

/** What the three formats say alike: a site and its newest entries, every value fit for XML 1.0. */
export type Channel = {
  id: string
  title: string
  description: string
  language: string
  home: string
  author: Author | undefined
  /** When the newest change among the entries was made, never the time of rendering; the epoch for no entries. */
  updatedAt: number
  entries: ReadyEntry[]
  dates: FeedDates
  /** Absolute address of each feed. */
  self: Record<FeedName, string>
}

/** `entries` are newest first; those beyond `feeds.items` are left out. */
export function toChannel(entries: Entry[], config: FeedConfig, feedId: string): Channel {
  const site = withoutForbidden(config.site)
  const shown = entries
    .slice(0, config.feeds.items)
    .map((entry) => prepareEntry(withoutForbidden(entry), site.language, config.feeds.content === 'full'))
  const address = (path: string) => webUrl(`${site.url}/${path}`) ?? refuse(site.url)
  return {
    id: withoutForbidden(feedId),
    title: site.title,
    description: site.description,
    language: site.language,
    home: address(''),
    author: prepareAuthors(site.author ? [site.author] : [])[0],
    updatedAt: shown.reduce((newest, entry) => Math.max(newest, entry.updatedAt), shown[0]?.updatedAt ?? 0),
    entries: shown,
    dates: feedDates(site.timezone),
    self: { 'rss.xml': address('rss.xml'), 'atom.xml': address('atom.xml'), 'feed.json': address('feed.json') },
  }
}

function refuse(url: string): never {
  throw new Error(`site.url: "${url}" is no web address. Write it like https://blog.example.org.`)
}
