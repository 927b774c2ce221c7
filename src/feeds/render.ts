import { renderAtom } from './atom.ts'
import { type FeedConfig, toChannel } from './channel.ts'
import type { Entry, FeedName } from './entry.ts'
import { renderJson } from './json.ts'
import { renderRss } from './rss.ts'

export type FeedFile = { name: FeedName; text: string }

/**
 * The site's feeds. The same input gives the same text, on any day and in any time zone.
 * `entries` are newest first, and no more than `feeds.items` of them are shown. `feedId` is the permanent id of the site's
 * feed (RFC 4287, 4.2.6): an IRI that stays when the site moves. Throws when an entry's `url` is no web address.
 */
export function renderFeeds(entries: Entry[], config: FeedConfig, feedId: string): FeedFile[] {
  const channel = toChannel(entries, config, feedId)
  return [
    { name: 'rss.xml', text: renderRss(channel) },
    { name: 'atom.xml', text: renderAtom(channel) },
    { name: 'feed.json', text: renderJson(channel) },
  ]
}
