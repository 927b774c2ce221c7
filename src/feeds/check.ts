import { SaxesParser } from 'saxes'
import type { FeedName } from './entry.ts'

/** Throws unless `text` is a well-formed feed of the format that `name` stands for, with that many entries where given. */
export function checkFeed(name: FeedName, text: string, entries?: number): void {
  const found = name === 'feed.json' ? countJsonItems(name, text) : countElements(name, text, ENTRY_PATHS[name])
  if (entries !== undefined && found !== entries)
    throw new Error(`${name} holds ${found} entries where ${entries} are due.`)
}

const ATOM = '{http://www.w3.org/2005/Atom}'
const ENTRY_PATHS = { 'rss.xml': ['rss', 'channel', 'item'], 'atom.xml': [`${ATOM}feed`, `${ATOM}entry`] }

function countElements(name: FeedName, text: string, path: string[]): number {
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

function countJsonItems(name: FeedName, text: string): number {
  const { version, items } = parseJson(name, text) ?? {}
  if (version !== 'https://jsonfeed.org/version/1.1' || !Array.isArray(items))
    throw new Error(`${name} is no JSON Feed 1.1.`)
  return items.length
}

function parseJson(name: FeedName, text: string): { version?: unknown; items?: unknown } | null {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`${name} is no JSON: ${(cause as Error).message}`, { cause })
  }
}
