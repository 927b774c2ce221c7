import type { FeedConfig } from './channel.ts'
import type { Entry, FeedName } from './entry.ts'
import { renderFeeds } from './render.ts'

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
  feeds: { items: 30, content: 'full' },
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

/** One feed of `entries`, as text. */
export function feedText(name: FeedName, entries: Entry[], settings: FeedConfig = config): string {
  return renderFeeds(entries, settings, FEED_ID).find((feed) => feed.name === name)!.text
}
