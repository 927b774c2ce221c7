import { renderAtom } from './atom.ts'
import { type FeedSite, toChannel } from './channel.ts'
import type { FeedDocument, SiteDocument } from './document.ts'
import type { Entry } from './entry.ts'
import { renderJson } from './json.ts'
import { renderOpml } from './opml.ts'
import type { Palettes } from './page-style.ts'
import { renderRss } from './rss.ts'
import { renderSubscribePage } from './subscribe-page.ts'

/**
 * The text of a document. The same input gives the same text, on any day and in any time zone. `entries` are the posts of the
 * document, newest first; a list needs none. Throws when an entry's `url` is no web address.
 */
export function renderDocument(
  document: SiteDocument,
  entries: Entry[],
  site: FeedSite & { palettes: Palettes; signUp?: string | null },
): string {
  switch (document.format) {
    case 'opml':
      return renderOpml(document, site.config)
    case 'html':
      return renderSubscribePage(document, site.config, site.palettes, site.signUp ?? null)
    default:
      return renderFeed(document, entries, site)
  }
}

function renderFeed(document: FeedDocument, entries: Entry[], site: FeedSite): string {
  const channel = toChannel(document, entries, site)
  switch (document.format) {
    case 'rss':
      return renderRss(channel)
    case 'atom':
      return renderAtom(channel)
    case 'json':
      return renderJson(channel)
    default:
      return document.format satisfies never
  }
}
