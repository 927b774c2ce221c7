import { readFeed } from './feed-text.ts'
import { CONFIG, makeSite, post, type Site } from './site.ts'

export const HEADS = ['rss.xml', 'atom.xml', 'feed.json']

const HOST = 'https://blog.example.org/'

/** The configuration with feeds of tags and archive pages, each of them set. */
export function feedsConfig(settings: { items?: number; hub?: string } = {}): string {
  const { items = 30, hub } = settings
  const lines = ['feeds:', `  items: ${items}`, '  tags: true', '  archive: true', ...(hub ? [`  hub: ${hub}`] : [])]
  return CONFIG.replace('digest:', `${lines.join('\n')}\ndigest:`)
}

/** A site with numbered posts, one a day from 1 January 2018 on, spread over 50 tags, with tag feeds and archive pages. */
export function siteOf(count: number, settings?: Parameters<typeof feedsConfig>[0]): Site {
  const site = makeSite()
  site.write('config/dateline.yaml', feedsConfig(settings))
  for (let n = 1; n <= count; n++) site.write(`posts/post-${n}.md`, numbered(n))
  return site
}

export function numbered(n: number): string {
  const day = new Date(Date.UTC(2018, 0, n)).toISOString().slice(0, 10)
  return post(`Post ${n}`, day, `The words of post ${n}.\n`, `tags: [tag-${n % 50}]\n`)
}

/** The address paths of the numbered posts, as they end an id, in the order of the walk. */
export function numberedIds(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `post-${count - n}`)
}

type Read = (name: string) => string | Promise<string>

/** Ends of the ids of all entries from a head along its older documents to the last (RFC 5005, 4; `next_url` of JSON Feed). */
export async function walk(head: string, read: Read): Promise<string[]> {
  const found: string[] = []
  const visited = new Set<string>()
  for (let name: string | undefined = head; name !== undefined; ) {
    if (visited.has(name)) throw new Error(`${name} is met twice on the way from ${head}`)
    visited.add(name)
    const { ids, links }: ReturnType<typeof readFeed> = readFeed(name, await read(name))
    if (links.self !== HOST + name) throw new Error(`${name} calls itself ${links.self}`)
    found.push(...ids.map((id) => id.slice(id.lastIndexOf(':') + 1)))
    name = links['prev-archive']?.slice(HOST.length)
  }
  return found
}
