import fc from 'fast-check'
import { expect, test } from 'vitest'
import { siteFeeds } from '../../src/feeds/entry.fixture.ts'
import type { Entry } from '../../src/feeds/entry.ts'
import { readTree, type XmlNode } from '../validity/xml-node.ts'
import { anyEntries, holdable, stripped } from './any-entry.fixture.ts'
import { all, type Element, type ReadFeed, readStrictly, texts } from './strict.ts'

const ATOM = '{http://www.w3.org/2005/Atom}'
const DC = '{http://purl.org/dc/elements/1.1/}'
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}encoded'
const LANGUAGE = '{http://www.w3.org/XML/1998/namespace}lang'
const SITE_LANGUAGE = 'en'

type Read = { rss: ReadFeed; atom: ReadFeed; json: Record<string, unknown>[]; texts: string[] }

/** Three feeds of a hundred posts with anything in them, as each reader takes them in. */
async function each(check: (entries: Entry[], read: Read) => void): Promise<void> {
  const property = fc.asyncProperty(anyEntries, async (entries) => {
    const [rssText, atomText, jsonText] = siteFeeds(entries).map(({ text }) => text) as [string, string, string]
    const [rss, atom] = (await readStrictly([rssText, atomText])) as [ReadFeed, ReadFeed]
    check(entries, { rss, atom, json: JSON.parse(jsonText).items, texts: [rssText, atomText] })
  })
  await fc.assert(property, { numRuns: 3, interruptAfterTimeLimit: 20_000 })
}

const asSaxes = (node: XmlNode): unknown => [
  node.text.trim(),
  Object.values(node.attributes),
  node.children.map(asSaxes),
]
const asExpat = ([, attributes, text, children]: Element): unknown => [
  text.trim(),
  Object.values(attributes),
  children.map(asExpat),
]

test('two strict parsers read the same, and feedparser has no complaint', () =>
  each((entries, { rss, atom, texts: written }) => {
    for (const [n, { complaint, root, entries: found }] of [rss, atom].entries()) {
      expect(complaint).toBeNull()
      expect(found).toHaveLength(entries.length)
      expect(asExpat(root)).toEqual(asSaxes(readTree(written[n]!).root))
    }
  }))

test('RSS holds every field as it went in', () =>
  each((entries, { rss: { root } }) => {
    const items = all(all(root, 'channel')[0]!, 'item')
    for (const [n, entry] of entries.entries()) {
      const item = items[n]!
      expect(texts(item, 'title')).toEqual([holdable(entry.title)])
      expect(texts(item, 'guid')).toEqual([entry.id])
      expect(texts(item, 'link').map((link) => new URL(link).href)).toEqual([new URL(entry.url).href])
      expect(texts(item, 'pubDate').map(Date.parse)).toEqual([entry.publishedAt])
      expect(texts(item, 'category')).toEqual(tagsOf(entry))
      expect(texts(item, `${DC}creator`)).toEqual(authorsOf(entry, ['Ada Example']))
      expect(texts(item, CONTENT).join('')).toBe(contentOf(entry))
      expect(texts(item, `${DC}language`)).toEqual(languageOf(entry))
      const files = filesOf(entry)
      const file = files.find(({ type }) => /^(audio|video)/.test(type)) ?? files[0]
      expect(all(item, 'enclosure').map(([, attributes]) => attributes)).toEqual(file ? [file] : [])
    }
  }))

test('Atom holds every field as it went in', () =>
  each((entries, { atom: { root } }) => {
    const nodes = all(root, `${ATOM}entry`)
    for (const [n, entry] of entries.entries()) {
      const node = nodes[n]!
      const links = all(node, `${ATOM}link`).map(([, attributes]) => attributes)
      expect(texts(node, `${ATOM}title`)).toEqual([holdable(entry.title)])
      expect(texts(node, `${ATOM}id`)).toEqual([entry.id])
      expect(texts(node, `${ATOM}published`).map(Date.parse)).toEqual([entry.publishedAt])
      expect(texts(node, `${ATOM}updated`).map(Date.parse)).toEqual([entry.updatedAt])
      expect(all(node, `${ATOM}category`).map(([, { term }]) => term)).toEqual(tagsOf(entry))
      expect(all(node, `${ATOM}author`).flatMap((author) => texts(author, `${ATOM}name`))).toEqual(authorsOf(entry, []))
      expect(texts(node, `${ATOM}content`).join('')).toBe(contentOf(entry))
      expect([node[1][LANGUAGE]].filter(Boolean)).toEqual(languageOf(entry))
      expect(links[0]).toEqual({ rel: 'alternate', href: new URL(entry.url).href })
      expect(links.slice(1)).toEqual(
        filesOf(entry).map(({ url, ...rest }) => ({ rel: 'enclosure', href: url, ...rest })),
      )
    }
  }))

test('feedparser understands every field as it went in', () =>
  each((entries, { rss, atom }) => {
    for (const [n, entry] of entries.entries()) {
      const common = { id: entry.id, published: entry.publishedAt / 1000 }
      const title = stripped(holdable(entry.title))
      expect(rss.entries[n]).toMatchObject(MAY_BE_HTML.test(title) ? common : { ...common, title })
      expect(atom.entries[n]).toMatchObject({ ...common, title, updated: entry.updatedAt / 1000 })
      expect(new Set(atom.entries[n]!.tags)).toEqual(new Set(tagsOf(entry)))
      expect(new Set(rss.entries[n]!.tags)).toEqual(new Set(tagsOf(entry).map(stripped)))
      expect(atom.entries[n]!.enclosures).toEqual(filesOf(entry).map(({ url, ...rest }) => ({ href: url, ...rest })))
    }
  }))

test('JSON holds every field as it went in', () =>
  each((entries, { json }) => {
    for (const [n, entry] of entries.entries()) {
      const item = json[n]!
      expect(item).toMatchObject({ id: entry.id, title: holdable(entry.title), url: new URL(entry.url).href })
      expect([item.date_published, item.date_modified].map((date) => Date.parse(String(date)))).toEqual([
        entry.publishedAt,
        entry.updatedAt,
      ])
      expect(item.tags ?? []).toEqual(tagsOf(entry))
      expect(item.content_html ?? '').toBe(contentOf(entry))
      expect(item.authors ?? []).toEqual(authorsOf(entry, []).map((name) => ({ name })))
    }
  }))

/** RSS cannot say whether a title is HTML, and feedparser believes it of these. */
const MAY_BE_HTML = /<\/\w+>|&#?\w+;/

/** Blank ones say nothing. */
function tagsOf({ tags }: Entry): string[] {
  return [...new Set(tags.map(holdable).filter((tag) => tag.trim() !== ''))]
}

function authorsOf({ authors }: Entry, otherwise: string[]): string[] {
  return authors.length > 0 ? authors.map(({ name }) => holdable(name)) : otherwise
}

function contentOf({ html }: Entry): string {
  return holdable(html).trim() === '' ? '' : holdable(html)
}

/** Only where it is a language, and not the site's. */
function languageOf({ language }: Entry): string[] {
  return language === undefined || language === SITE_LANGUAGE || language.includes(' ') ? [] : [language]
}

function filesOf({ enclosures }: Entry): { url: string; type: string; length: string }[] {
  const files = enclosures.map(({ url, type, length }) => ({ url: new URL(url).href, type, length: String(length) }))
  return files.filter(({ url }, at) => files.findIndex((other) => other.url === url) === at)
}
