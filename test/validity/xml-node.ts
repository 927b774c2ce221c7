import { SaxesParser } from 'saxes'

/** An element. Names have the prefix that their namespace commonly has, and no other. */
export type XmlNode = {
  name: string
  attributes: Record<string, string>
  children: XmlNode[]
  text: string
}

/** The namespaces that feed validators know. */
const PREFIXES: Record<string, string> = {
  '': '',
  'http://www.w3.org/2005/Atom': 'atom:',
  'http://purl.org/rss/1.0/modules/content/': 'content:',
  'http://purl.org/dc/elements/1.1/': 'dc:',
  'http://purl.org/rss/1.0/modules/syndication/': 'sy:',
  'http://purl.org/syndication/history/1.0': 'fh:',
  'http://search.yahoo.com/mrss/': 'media:',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes:',
  'http://www.w3.org/XML/1998/namespace': 'xml:',
}

/** Reads a document strictly; `unknown` are the namespaces that no validator knows. Throws when it is not well-formed. */
export function readTree(text: string): { root: XmlNode; unknown: string[] } {
  const top: XmlNode = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  const unknown = new Set<string>()
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  const named = (uri: string, local: string) => {
    if (!(uri in PREFIXES)) unknown.add(uri)
    return (PREFIXES[uri] ?? `{${uri}}`) + local
  }
  parser.on('opentag', ({ uri, local, attributes }) => {
    const given = Object.values(attributes).filter(({ prefix, name }) => prefix !== 'xmlns' && name !== 'xmlns')
    const node: XmlNode = {
      name: named(uri, local),
      attributes: Object.fromEntries(given.map((each) => [named(each.uri, each.local), each.value])),
      children: [],
      text: '',
    }
    open.at(-1)!.children.push(node)
    open.push(node)
  })
  const addText = (piece: string) => {
    open.at(-1)!.text += piece
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.write(text).close()
  return { root: top.children[0]!, unknown: [...unknown] }
}

export function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name)
}

export function childOf(node: XmlNode, name: string): XmlNode | undefined {
  return childrenOf(node, name)[0]
}

/** The node and all below it. */
export function everyNode(node: XmlNode): XmlNode[] {
  return [node, ...node.children.flatMap(everyNode)]
}
