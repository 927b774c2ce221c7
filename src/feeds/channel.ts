import type { Config } from '../config/schema.ts'
import type { Author } from '../posts/post.ts'
import { encodePath } from '../posts/post-url.ts'
import { type FeedDates, feedDates } from './dates.ts'
import { type FeedDocument, feedName, type Scope, type Tombstone } from './document.ts'
import type { Entry } from './entry.ts'
import { prepareAuthors, prepareEntry, type ReadyEntry } from './prepare.ts'
import { STYLE_NAME } from './style.ts'
import { webUrl, withoutForbidden } from './words.ts'

/** How long a reader may keep a feed before it asks again, in minutes. */
export const FEED_TTL_MINUTES = 15

export type FeedConfig = Pick<Config, 'site'> & { feeds: Pick<Config['feeds'], 'content' | 'hub' | 'podcast'> }

/** What feeds say of their site. */
export type FeedSite = {
  config: FeedConfig
  /** Permanent id of the site's feed (RFC 4287, 4.2.6): an IRI that stays when the site moves. */
  feedId: string
}

/** What the formats say alike: a feed and its entries, every value fit for XML 1.0. */
export type Channel = {
  id: string
  /** Permanent id of the feed of the whole site. */
  siteId: string
  title: string
  description: string
  language: string
  home: string
  author: Author | undefined
  /** When the newest change was made, never the time of rendering; the start of the feed id's year before the first. */
  updatedAt: number
  entries: ReadyEntry[]
  tombstones: Tombstone[]
  dates: FeedDates
  /** Absolute address of the feed itself. */
  self: string
  /** Absolute addresses of what belongs to it. */
  links: ChannelLinks
  isArchive: boolean
  /** What podcast directories want to know, where the site is a podcast. */
  podcast: Podcast | undefined
  /** Address of the style sheet, from the feed. */
  style: string
}

export type Podcast = NonNullable<Config['feeds']['podcast']>

export type ChannelLinks = {
  /** The head, of an archive page. */
  current?: string
  /** What is older (RFC 5005, 4). */
  previous?: string
  /** Who tells readers of new posts (WebSub, 4). */
  hub?: string
}

/** `entries` are the posts of `document`, newest first. Throws where an address is none. */
export function toChannel(document: FeedDocument, entries: Entry[], { config, feedId }: FeedSite): Channel {
  const site = withoutForbidden(config.site)
  const { scope } = document
  const full = config.feeds.content === 'full'
  const shown = entries.map((entry) => prepareEntry(withoutForbidden(entry), site.language, full))
  const tombstones = withoutForbidden(document.tombstones)
  const changes = [...shown.map(({ updatedAt }) => updatedAt), ...tombstones.map(({ withdrawnAt }) => withdrawnAt)]
  return {
    id: withoutForbidden(idOf(scope, feedId)),
    siteId: withoutForbidden(feedId),
    title: scope.kind === 'tag' ? `${site.title}: ${withoutForbidden(scope.tag)}` : site.title,
    description: site.description,
    language: site.language,
    home: siteAddress(site.url, ''),
    author: prepareAuthors(site.author ? [site.author] : [])[0],
    updatedAt: changes.reduce((newest, change) => Math.max(newest, change), changes[0] ?? beginningOf(feedId)),
    entries: shown,
    tombstones,
    dates: feedDates(site.timezone),
    self: siteAddress(site.url, document.name),
    links: linksOf(document, config),
    isArchive: scope.kind === 'archive',
    podcast: withoutForbidden(config.feeds.podcast),
    style: '../'.repeat(document.name.split('/').length - 1) + STYLE_NAME,
  }
}

/** The absolute address of a path below public/. */
export function siteAddress(siteUrl: string, path: string): string {
  const address = webUrl(`${siteUrl}/${path}`)
  if (address === undefined)
    throw new Error(`site.url: "${siteUrl}" is no web address. Write it like https://blog.example.org.`)
  return address
}

/** The year that a tag URI says it was made in (RFC 4151, 2.1), as long as nothing was published. */
function beginningOf(feedId: string): number {
  const year = /^tag:[^,]*,(\d{4})/.exec(feedId)?.[1]
  return year === undefined ? 0 : Date.UTC(Number(year), 0)
}

function idOf(scope: Scope, feedId: string): string {
  if (scope.kind === 'tag') return `${feedId}/tags/${encodePath(scope.path)}`
  return scope.kind === 'archive' ? `${feedId}/archive/${scope.page}` : feedId
}

function linksOf({ scope, format, previous }: FeedDocument, { site, feeds }: FeedConfig): ChannelLinks {
  const head = siteAddress(site.url, feedName({ kind: 'site' }, format))
  return {
    ...(scope.kind === 'archive' && { current: head }),
    ...(previous !== null && { previous: siteAddress(site.url, previous) }),
    ...(scope.kind !== 'archive' && feeds.hub && { hub: feeds.hub }),
  }
}
