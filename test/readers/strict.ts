import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProgram } from './program.ts'
import { makeHome } from './reader.ts'

/** An element as expat read it: its name as `{namespace}local`, attributes, text and children. */
export type Element = [name: string, attributes: Record<string, string>, text: string, children: Element[]]

/** An entry as feedparser understood it; dates are seconds since the epoch. */
export type ReadEntry = {
  id: string
  title: string
  link: string
  published: number | null
  updated: number | null
  tags: string[]
  authors: string[]
  enclosures: { href: string; type: string; length: string }[]
}

export type ReadFeed = { complaint: string | null; entries: ReadEntry[]; root: Element }

const SCRIPT = `
import calendar, feedparser, json, sys
from xml.etree import ElementTree

def tree(node):
    return [node.tag, node.attrib, node.text or '', [tree(child) for child in node]]

def seconds(parsed):
    return calendar.timegm(parsed) if parsed else None

def entry(e):
    return {
        'id': e.get('id', ''), 'title': e.get('title', ''), 'link': e.get('link', ''),
        'published': seconds(e.get('published_parsed')),
        'updated': seconds(e['updated_parsed']) if 'updated_parsed' in e.keys() else None,
        'tags': [tag.term or '' for tag in e.get('tags', [])],
        'authors': [author.get('name', '') for author in e.get('authors', [])],
        'enclosures': [{key: str(file.get(key, '')) for key in ('href', 'type', 'length')} for file in e.enclosures],
    }

read = []
for path in sys.argv[1:]:
    with open(path, 'rb') as file:
        data = file.read()
    feed = feedparser.parse(data)
    complaint = repr(feed.get('bozo_exception')) if feed.bozo else None
    root = tree(ElementTree.fromstring(data))
    read.append({'complaint': complaint, 'entries': [entry(e) for e in feed.entries], 'root': root})
print(json.dumps(read))
`

/** Lets expat and feedparser read feeds, all in one process. */
export async function readStrictly(texts: string[]): Promise<ReadFeed[]> {
  const home = makeHome()
  const paths = texts.map((_, n) => join(home, `${n}.xml`))
  for (const [n, path] of paths.entries()) writeFileSync(path, texts[n]!)
  return JSON.parse(await runProgram('/usr/bin/python3', ['-c', SCRIPT, ...paths], home))
}

/** All children of that name. */
export function all([, , , children]: Element, name: string): Element[] {
  return children.filter(([childName]) => childName === name)
}

/** The texts of all children of that name. */
export function texts(element: Element, name: string): string[] {
  return all(element, name).map(([, , text]) => text)
}
