import type { FeedConfig } from './channel.ts'
import { type FeedDocument, type FeedFormat, FORMATS, feedName } from './document.ts'
import type { Entry } from './entry.ts'
import { renderDocument } from './render.ts'

export const FEED_ID = 'tag:blog.example.org,2024:feed'

export const config: FeedConfig = {
  site: {
    title: 'Ada writes',
    url: 'https://blog.example.org',
    description: 'On engines',
    language: 'en',
    timezone: 'UTC',
    author: { name: 'Ada Example', url: 'https://ada.example.org/' },
    permalink: '/{path}/',
  },
  feeds: { content: 'full' },
}

export const hello: Entry = {
  id: 'tag:blog.example.org,2024-05-20:hello',
  url: 'https://blog.example.org/hello/',
  title: 'Hello',
  publishedAt: Date.UTC(2024, 4, 20, 8),
  updatedAt: Date.UTC(2024, 4, 20, 8),
  html: '<p>Hello <b>world</b></p>',
  summary: 'Hello world',
  authors: [],
  tags: [],
  enclosures: [],
}

const colors = { paper: '#ffffff', ink: '#111111', muted: '#555555', line: '#dddddd', accent: '#1d4ed8' }

export const palettes = { light: colors, dark: { ...colors, paper: '#111111', ink: '#eeeeee' } }

/** The head of a site in one format, but for what is told otherwise. */
export function feedDocument(format: FeedFormat, more: Partial<FeedDocument> = {}): FeedDocument {
  const scope = more.scope ?? { kind: 'site' }
  return { name: feedName(scope, format), format, scope, posts: [], tombstones: [], previous: null, key: '', ...more }
}

/** One document with `entries`, as text. */
export function textOf(document: FeedDocument, entries: Entry[], settings: FeedConfig = config): string {
  return renderDocument(document, entries, { config: settings, feedId: FEED_ID, palettes })
}

/** The heads of a site with `entries`, in all formats. */
export function siteFeeds(entries: Entry[], settings: FeedConfig = config): { name: string; text: string }[] {
  return FORMATS.map((format) => {
    const document = feedDocument(format)
    return { name: document.name, text: textOf(document, entries, settings) }
  })
}

/** One of the heads, by its name, as text. */
export function feedText(name: string, entries: Entry[], settings: FeedConfig = config): string {
  return siteFeeds(entries, settings).find((feed) => feed.name === name)!.text
}
