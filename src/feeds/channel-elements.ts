import { type Channel, FEED_TTL_MINUTES } from './channel.ts'
import { element, type XmlElement } from './xml-tree.ts'

/**
 * What Atom and RSS borrow from the same modules: the links to the rest of the archive and its mark (RFC 5005, 4), the hub
 * (WebSub, 4), and how often to come back. `link` is the name of an Atom link in the document.
 */
export function channelElements({ links, isArchive }: Channel, link: string, type: string): XmlElement[] {
  const { current, previous, hub } = links
  return [
    ...(current === undefined ? [] : [element(link, { rel: 'current', type, href: current })]),
    ...(previous === undefined ? [] : [element(link, { rel: 'prev-archive', type, href: previous })]),
    ...(hub === undefined ? [] : [element(link, { rel: 'hub', href: hub })]),
    ...(isArchive ? [element('fh:archive', {})] : updateElements()),
  ]
}

/** The namespaces that `channelElements` needs. */
export function channelNamespaces({ isArchive }: Channel): Record<string, string> {
  return isArchive
    ? { 'xmlns:fh': 'http://purl.org/syndication/history/1.0' }
    : { 'xmlns:sy': 'http://purl.org/rss/1.0/modules/syndication/' }
}

function updateElements(): XmlElement[] {
  return [
    element('sy:updatePeriod', {}, 'daily'),
    element('sy:updateFrequency', {}, String(Math.round(MINUTES_OF_A_DAY / FEED_TTL_MINUTES))),
  ]
}

const MINUTES_OF_A_DAY = 24 * 60
