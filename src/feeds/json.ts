import { Feed } from 'feed'
import type { Author } from '../posts/post.ts'
import type { Channel } from './channel.ts'
import type { FeedDates } from './dates.ts'
import type { Media } from './entry.ts'
import type { ReadyEntry } from './prepare.ts'

/** JSON Feed 1.1. */
export function renderJson(channel: Channel): string {
  const feed = new Feed({
    title: channel.title,
    link: channel.home,
    description: channel.description,
    feedLinks: { json: channel.self },
  })
  for (const entry of channel.entries) {
    feed.addItem({
      title: entry.title,
      id: entry.id,
      link: entry.url,
      date: new Date(entry.updatedAt),
      published: new Date(entry.publishedAt),
      description: entry.summary,
      content: entry.content,
      image: entry.picture?.url,
      category: entry.tags.map((name) => ({ name })),
    })
  }
  const { items, ...head } = JSON.parse(feed.json1())
  const { previous, hub } = channel.links
  const document = {
    ...head,
    version: 'https://jsonfeed.org/version/1.1',
    language: channel.language,
    ...toAuthors(channel.author ? [channel.author] : []),
    ...(previous !== undefined && { next_url: previous }),
    ...(hub !== undefined && { hubs: [{ type: 'WebSub', url: hub }] }),
    items: channel.entries.map((entry, index) => complete(items[index], entry, channel.dates)),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function complete(item: Record<string, unknown>, entry: ReadyEntry, dates: FeedDates): Record<string, unknown> {
  const { content_html: _, ...rest } = item
  return {
    ...rest,
    date_published: dates.iso(entry.publishedAt),
    date_modified: dates.iso(entry.updatedAt),
    ...(entry.content === '' ? { content_text: entry.summary } : { content_html: entry.content }),
    ...toAuthors(entry.authors),
    language: entry.language,
    ...(entry.files.length > 0 && { attachments: entry.files.map(toAttachment) }),
  }
}

function toAuthors(authors: Author[]): { authors?: { name: string; url?: string }[] } {
  return authors.length > 0 ? { authors: authors.map(({ name, url }) => ({ name, url })) } : {}
}

function toAttachment({ url, type, title, length, durationSeconds }: Media): Record<string, unknown> {
  return {
    url,
    mime_type: type,
    title,
    size_in_bytes: length || undefined,
    duration_in_seconds: durationSeconds,
  }
}
