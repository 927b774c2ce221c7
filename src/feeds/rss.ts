import { Feed, type Item } from 'feed'
import { type Channel, FEED_TTL_MINUTES } from './channel.ts'
import { channelElements, channelNamespaces } from './channel-elements.ts'
import { chooseEnclosure } from './enclosure.ts'
import { pictureElement } from './picture.ts'
import { episodeElements, PODCAST_NAMESPACE, showElements } from './podcast.ts'
import type { ReadyEntry } from './prepare.ts'
import { escapeHtml, makePlaceholders } from './words.ts'
import { child, element, insertBefore, readXml, remove, writeXml, type XmlElement } from './xml-tree.ts'

/** RSS 2.0 with the content, dc, media and atom modules. */
export function renderRss(channel: Channel): string {
  const words = makePlaceholders()
  const feed = new Feed({
    title: words.put(channel.title),
    // The channel's description must not be empty.
    description: words.put(channel.description || channel.title),
    link: words.put(channel.home),
    language: words.put(channel.language),
    updated: new Date(channel.updatedAt),
    generator: 'Dateline',
    ...(!channel.isArchive && { ttl: FEED_TTL_MINUTES }),
    feedLinks: { rss: words.put(channel.self) },
  })
  for (const entry of channel.entries) feed.addItem(toItem(entry, words.put))
  const rss = readXml(feed.rss2(), words.restore)
  const head = child(rss, 'channel')
  Object.assign(rss.attributes, NAMESPACES, channelNamespaces(channel), channel.podcast && PODCAST_NAMESPACE)
  child(head, 'lastBuildDate').text = channel.dates.rss(channel.updatedAt)
  if (channel.entries.length === 0) remove(head, 'lastBuildDate')
  const items = head.children.filter(({ name }) => name === 'item')
  items.forEach((item, index) => {
    complete(item, channel.entries[index]!, channel)
  })
  insertBefore(head, 'item', [
    ...channelElements(channel, 'atom:link', 'application/rss+xml'),
    ...showElements(channel),
  ])
  return writeXml(rss, channel.style)
}

const NAMESPACES = {
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:media': 'http://search.yahoo.com/mrss/',
}

function toItem(entry: ReadyEntry, put: (text: string) => string): Item {
  const enclosure = chooseEnclosure(entry.files)
  return {
    title: put(entry.title),
    id: put(entry.id),
    link: put(entry.url),
    date: new Date(entry.updatedAt),
    published: new Date(entry.publishedAt),
    // An item's description is HTML, unlike every other text of RSS.
    description: put(escapeHtml(entry.summary)),
    content: put(entry.content),
    category: entry.tags.map((tag) => ({ name: put(tag) })),
    enclosure: enclosure && { url: put(enclosure.url), type: put(enclosure.type), length: enclosure.length },
  }
}

function complete(item: XmlElement, entry: ReadyEntry, channel: Channel): void {
  if (entry.title !== '') child(item, 'title').cdata = false
  child(item, 'pubDate').text = channel.dates.rss(entry.publishedAt)
  const authors = entry.authors.length > 0 || !channel.author ? entry.authors : [channel.author]
  // RSS's own <author> must be a mail address.
  for (const { name } of authors) item.children.push(element('dc:creator', {}, name))
  if (entry.language) item.children.push(element('dc:language', {}, entry.language))
  if (entry.picture && entry.picture.url !== chooseEnclosure(entry.files)?.url) {
    item.children.push(pictureElement(entry.picture))
  }
  if (channel.podcast) item.children.push(...episodeElements(entry, authors))
}
