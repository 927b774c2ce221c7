import type { Complaints } from './complaint.ts'
import { judgeHtml } from './html-rules.ts'
import { judgeEnclosure, judgeMedia, judgeShow } from './media-rules.ts'
import { isImplausible, isRssDate, isWebAddress } from './values.ts'
import { childOf, childrenOf, type XmlNode } from './xml-node.ts'
import {
  type Counts,
  judgeAttributes,
  judgeChildren,
  judgeFeedLinks,
  judgeIds,
  judgeLanguage,
  judgePlainText,
  type Setting,
} from './xml-rules.ts'

const CHANNEL: Counts = {
  ...{ title: 'once', link: 'once', description: 'once', language: 'at most once', lastBuildDate: 'at most once' },
  ...{ docs: 'at most once', generator: 'at most once', ttl: 'at most once', 'fh:archive': 'at most once' },
  ...{ 'sy:updatePeriod': 'at most once', 'sy:updateFrequency': 'at most once', 'itunes:author': 'at most once' },
  ...{ 'itunes:owner': 'at most once', 'itunes:image': 'at most once', 'itunes:explicit': 'at most once' },
}

const ITEM: Counts = {
  ...{ title: 'at most once', link: 'at most once', guid: 'once', pubDate: 'at most once' },
  ...{ description: 'at most once', 'content:encoded': 'at most once', enclosure: 'at most once' },
  ...{ 'itunes:author': 'at most once', 'itunes:duration': 'at most once', 'itunes:image': 'at most once' },
}

/** RSS 2.0 with its Best Practices Profile. */
export function judgeRss(rss: XmlNode, setting: Setting, complaints: Complaints): void {
  if (rss.attributes.version !== '2.0') complaints.error('version-unknown', `rss ${rss.attributes.version}`)
  judgeChildren(rss, { channel: 'once' }, [], complaints)
  const channel = childOf(rss, 'channel')
  if (channel === undefined) return
  judgeChildren(channel, CHANNEL, ['item', 'atom:link', 'itunes:category'], complaints)
  judgeFeedLinks(childrenOf(channel, 'atom:link'), childOf(channel, 'fh:archive') !== undefined, setting, complaints)
  judgeLanguage(childOf(channel, 'language')?.text, 'language', complaints)
  for (const name of ['title', 'description']) {
    const node = childOf(channel, name)
    if (node) judgePlainText(node, complaints)
  }
  judgeAddressAndDates(channel, ['lastBuildDate'], setting, complaints)
  if (!/^[1-9]\d*$/.test(childOf(channel, 'ttl')?.text ?? '1')) complaints.error('number-invalid', 'ttl')
  const names = channel.children.map(({ name }) => name)
  if (names.slice(names.indexOf('item')).some((name) => name !== 'item') && names.includes('item'))
    complaints.warning('element-after-items', 'channel')
  const items = childrenOf(channel, 'item')
  judgeIds(
    items.map((item) => childOf(item, 'guid')?.text ?? ''),
    false,
    complaints,
  )
  for (const item of items) judgeItem(item, setting, complaints)
  judgeShow(channel, complaints)
}

function judgeItem(item: XmlNode, setting: Setting, complaints: Complaints): void {
  judgeChildren(item, ITEM, ['category', 'dc:creator', 'dc:language', 'media:content'], complaints)
  const names = item.children.map(({ name }) => name)
  if (!names.includes('title') && !names.includes('description')) complaints.error('item-says-nothing', 'item')
  const content = names.indexOf('content:encoded')
  if (content >= 0 && !names.slice(0, content).includes('description'))
    complaints.warning('description-not-before-content', childOf(item, 'guid')?.text ?? '')
  judgeAddressAndDates(item, ['pubDate'], setting, complaints)
  for (const child of item.children) judgeItemElement(child, complaints)
}

function judgeItemElement(node: XmlNode, complaints: Complaints): void {
  if (node.name === 'title' || node.name === 'category') judgePlainText(node, complaints)
  if (node.name === 'description' || node.name === 'content:encoded') judgeHtml(node.text, node.name, complaints)
  if (node.name === 'enclosure') judgeEnclosure(node, complaints)
  if (node.name === 'media:content') judgeMedia(node, complaints)
  if (node.name === 'dc:language') judgeLanguage(node.text, node.name, complaints)
  if (node.name === 'guid') judgeGuid(node, complaints)
}

function judgeGuid(guid: XmlNode, complaints: Complaints): void {
  judgeAttributes(guid, [], ['isPermaLink'], complaints)
  const { isPermaLink = 'true' } = guid.attributes
  if (!/^(?:true|false)$/.test(isPermaLink)) complaints.error('guid-invalid', isPermaLink)
  if (isPermaLink === 'true' && !isWebAddress(guid.text)) complaints.error('guid-no-address', guid.text)
}

function judgeAddressAndDates(node: XmlNode, dates: string[], { now }: Setting, complaints: Complaints): void {
  const link = childOf(node, 'link')
  if (link && !isWebAddress(link.text)) complaints.error('address-invalid', `link: ${link.text}`)
  for (const { name, text } of dates.flatMap((name) => childrenOf(node, name))) {
    if (!isRssDate(text)) complaints.error('date-invalid', `${name}: ${text}`)
    else if (isImplausible(text, now)) complaints.warning('date-implausible', `${name}: ${text}`)
  }
}
