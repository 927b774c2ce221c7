import { SaxesParser } from 'saxes'

/**
 * Throws unless `text` is a well-formed document of the kind that the end of `name` stands for. A feed must also hold that many
 * entries, where given; a page is not looked into.
 */
export function checkFeed(name: string, text: string, entries?: number): void {
  if (name.endsWith('.html')) return
  if (name.endsWith('.opml')) {
    countElements(name, text, ['opml'])
    return
  }
  const found = name.endsWith('.json') ? countJsonItems(name, text) : countElements(name, text, entryPath(name))
  if (entries !== undefined && found !== entries)
    throw new Error(`${name} holds ${found} entries where ${entries} are due.`)
}

const ATOM = '{http://www.w3.org/2005/Atom}'

function entryPath(name: string): string[] {
  return /(^|\/)atom[^/]*$/.test(name) ? [`${ATOM}feed`, `${ATOM}entry`] : ['rss', 'channel', 'item']
}

function countElements(name: string, text: string, path: string[]): number {
  const parser = new SaxesParser({ xmlns: true })
  const open: string[] = []
  let found = 0
  parser.on('error', (error) => {
    throw new Error(`${name} is not well-formed XML: ${error.message}`)
  })
  parser.on('opentag', ({ uri, local }) => {
    open.push(uri === '' ? local : `{${uri}}${local}`)
    if (open.length === 1 && open[0] !== path[0]) throw new Error(`${name} opens with <${local}>, so it is no feed.`)
    if (open.length === path.length && open.every((step, depth) => step === path[depth])) found++
  })
  parser.on('closetag', () => open.pop())
  parser.write(text).close()
  return found
}

function countJsonItems(name: string, text: string): number {
  const { version, items } = parseJson(name, text) ?? {}
  if (version !== 'https://jsonfeed.org/version/1.1' || !Array.isArray(items))
    throw new Error(`${name} is no JSON Feed 1.1.`)
  return items.length
}

function parseJson(name: string, text: string): { version?: unknown; items?: unknown } | null {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${name} is no JSON: ${(cause as Error).message}`, { cause })
  }
}
