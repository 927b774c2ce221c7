import { Feed, type Author as FeedAuthor, type Item } from 'feed'
import type { Author } from '../posts/post.ts'
import { atomId } from './atom-id.ts'
import type { Channel } from './channel.ts'
import { channelElements, channelNamespaces } from './channel-elements.ts'
import type { FeedDates } from './dates.ts'
import type { Media } from './entry.ts'
import { pictureElement } from './picture.ts'
import type { ReadyEntry } from './prepare.ts'
import { escapeHtml, makePlaceholders } from './words.ts'
import { child, element, insertBefore, readXml, writeXml, type XmlElement } from './xml-tree.ts'

type Put = (text: string) => string

/** Atom 1.0 (RFC 4287), with the posts that were withdrawn (RFC 6721). */
export function renderAtom(channel: Channel): string {
  const words = makePlaceholders()
  const feed = new Feed({
    id: words.put(channel.id),
    title: words.put(channel.title),
    description: words.put(channel.description),
    link: words.put(channel.home),
    updated: new Date(channel.updatedAt),
    generator: 'Dateline',
    // RFC 4287, 4.1.1: a feed has an author unless each of its entries has.
    author: toAuthor(channel.author ?? { name: channel.title }, words.put),
    feedLinks: { atom: words.put(channel.self) },
  })
  for (const entry of channel.entries)
    feed.addItem(toItem({ ...entry, id: atomId(entry.id, channel.siteId) }, words.put))
  const root = readXml(feed.atom1(), words.restore)
  root.attributes['xml:lang'] = channel.language
  Object.assign(root.attributes, namespaces(channel))
  child(root, 'updated').text = channel.dates.iso(channel.updatedAt)
  const nodes = root.children.filter(({ name }) => name === 'entry')
  nodes.forEach((node, index) => {
    complete(node, channel.entries[index]!, channel.dates)
  })
  insertBefore(root, 'entry', channelElements(channel, 'link', 'application/atom+xml'))
  for (const { id, withdrawnAt } of channel.tombstones)
    root.children.push(
      element('at:deleted-entry', { ref: atomId(id, channel.siteId), when: channel.dates.iso(withdrawnAt) }),
    )
  return writeXml(root, channel.style)
}

function namespaces(channel: Channel): Record<string, string> {
  return {
    'xmlns:media': 'http://search.yahoo.com/mrss/',
    ...channelNamespaces(channel),
    ...(channel.tombstones.length > 0 && { 'xmlns:at': 'http://purl.org/atompub/tombstones/1.0' }),
  }
}

function toItem(entry: ReadyEntry, put: Put): Item {
  return {
    title: put(entry.title),
    id: put(entry.id),
    link: put(entry.url),
    date: new Date(entry.updatedAt),
    published: new Date(entry.publishedAt),
    description: put(entry.summary),
    content: put(entry.content),
    author: entry.authors.map((author) => toAuthor(author, put)),
    category: entry.tags.map((tag) => ({ term: put(tag) })),
  }
}

function toAuthor({ name, email, url }: Author, put: Put): FeedAuthor {
  return { name: put(name), email: email && put(email), link: url && put(url) }
}

function complete(node: XmlElement, entry: ReadyEntry, dates: FeedDates): void {
  child(node, 'published').text = dates.iso(entry.publishedAt)
  child(node, 'updated').text = dates.iso(entry.updatedAt)
  if (entry.language) node.attributes['xml:lang'] = entry.language
  setPlainText(child(node, 'title'))
  if (entry.summary !== '') setSummary(child(node, 'summary'), entry.summary)
  const link = child(node, 'link')
  link.attributes = { rel: 'alternate', ...link.attributes }
  for (const file of entry.files) node.children.push(enclosureLink(file))
  if (entry.picture && !entry.files.some(({ url }) => url === entry.picture?.url)) {
    node.children.push(pictureElement(entry.picture))
  }
}

/** Plain text, unless some would take it for HTML that was not declared as such. */
function setSummary(node: XmlElement, summary: string): void {
  setPlainText(node)
  if (!/<\/|&#?\w/.test(summary)) return
  node.attributes.type = 'html'
  node.text = escapeHtml(summary)
}

function setPlainText(text: XmlElement): void {
  text.attributes.type = 'text'
  text.cdata = false
}

function enclosureLink({ url, type, length, title }: Media): XmlElement {
  return element('link', { rel: 'enclosure', href: url, type, length: length ? String(length) : undefined, title })
}
