import { SaxesParser } from 'saxes'

/** A feed as a reader takes it in. `links`: addresses by their relation, such as `self` and `prev-archive`. */
export type FeedText = { ids: string[]; links: Record<string, string> }

/**
 * Reads a feed of any of the three formats, strictly.
 * @throws when it is not whole, or is no well-formed XML or JSON
 */
export function readFeed(name: string, text: string): FeedText {
  return name.endsWith('.json') ? readJson(text) : readXml(text)
}

/**
 * Reads any document below public/ as strictly as its kind allows.
 * @throws when it is not whole
 */
export function checkWhole(name: string, text: string): void {
  try {
    if (name.endsWith('.html') && !text.endsWith('</html>\n')) throw new Error('it ends early')
    if (/\.(xml|json|opml)$/.test(name)) readFeed(name, text)
  } catch (error) {
    throw new Error(`${name} is broken (${(error as Error).message}), ${text.length} characters`)
  }
}

function readJson(text: string): FeedText {
  const { items, feed_url, next_url, hubs = [] } = JSON.parse(text)
  const links = { self: feed_url, 'prev-archive': next_url, hub: hubs[0]?.url }
  return {
    ids: items.map(({ id }: { id: string }) => id),
    links: Object.fromEntries(Object.entries(links).filter(([, href]) => href !== undefined)),
  }
}

const ENTRY_ID = /^(rss channel item guid|feed entry id)$/
const FEED_LINK = /^(rss channel atom:link|feed link)$/

function readXml(text: string): FeedText {
  const feed: FeedText = { ids: [], links: {} }
  const open: string[] = []
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes: { rel, href } }) => {
    open.push(name)
    if (rel && href && FEED_LINK.test(open.join(' '))) feed.links[rel.value] = href.value
  })
  parser.on('text', (id) => {
    if (ENTRY_ID.test(open.join(' '))) feed.ids.push(id)
  })
  parser.on('closetag', () => open.pop())
  parser.write(text).close()
  return feed
}
