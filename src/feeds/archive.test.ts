import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { checkFeed } from './check.ts'
import type { FeedDocument } from './document.ts'
import { feedDocument, hello, textOf } from './entry.fixture.ts'
import type { Entry } from './entry.ts'
import { plan, plannedUpTo } from './planned-post.fixture.ts'

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, isArray: isList })

function isList(name: string): boolean {
  return ['link', 'atom:link', 'entry', 'item'].includes(name)
}

const atom = (document: FeedDocument, entries: Entry[] = [hello]) => parser.parse(textOf(document, entries)).feed
const rss = (document: FeedDocument, entries: Entry[] = [hello]) => parser.parse(textOf(document, entries)).rss.channel
const json = (document: FeedDocument, entries: Entry[] = [hello]) => JSON.parse(textOf(document, entries))

type Link = { '@_rel': string; '@_href': string }

const hrefs = (links: Link[]) => Object.fromEntries(links.map((link) => [link['@_rel'], link['@_href']]))
const page = { scope: { kind: 'archive', page: 3 } } as const
const site = 'https://blog.example.org'

describe('an archive page', () => {
  test('of Atom says that it is one, and leads to the head and to the page before (RFC 5005, 4)', () => {
    const feed = atom(feedDocument('atom', { ...page, previous: 'archive/atom-2.xml' }))
    expect(feed).toHaveProperty('fh:archive')
    expect(hrefs(feed.link)).toEqual({
      alternate: `${site}/`,
      self: `${site}/archive/atom-3.xml`,
      current: `${site}/atom.xml`,
      'prev-archive': `${site}/archive/atom-2.xml`,
    })
  })

  test('of RSS says that it is one, and leads to the head and to the page before (RFC 5005, appendix B)', () => {
    const channel = rss(feedDocument('rss', { ...page, previous: 'archive/rss-2.xml' }))
    expect(channel).toHaveProperty('fh:archive')
    expect(hrefs(channel['atom:link'])).toEqual({
      self: `${site}/archive/rss-3.xml`,
      current: `${site}/rss.xml`,
      'prev-archive': `${site}/archive/rss-2.xml`,
    })
  })

  test('of JSON Feed leads to the page before', () => {
    const feed = json(feedDocument('json', { ...page, previous: 'archive/feed-2.json' }))
    expect([feed.feed_url, feed.next_url]).toEqual([`${site}/archive/feed-3.json`, `${site}/archive/feed-2.json`])
  })

  test('at the end of the chain leads to none before', () => {
    expect(hrefs(atom(feedDocument('atom', page)).link)).not.toHaveProperty('prev-archive')
    expect(json(feedDocument('json', page))).not.toHaveProperty('next_url')
  })

  test('has an id of its own, made of the id of the feed', () => {
    expect(atom(feedDocument('atom', page)).id).toBe('tag:blog.example.org,2024:feed/archive/3')
  })

  test('tells no reader to come back', () => {
    expect(rss(feedDocument('rss', page))).not.toHaveProperty('ttl')
    expect(textOf(feedDocument('atom', page), [hello])).not.toContain('sy:')
  })

  test('finds its style sheet in the folder above', () => {
    expect(textOf(feedDocument('rss', page), [hello])).toContain('href="../feed.css"')
  })

  test('of RSS has no date while it has no posts', () => {
    expect(rss(feedDocument('rss', page), [])).not.toHaveProperty('lastBuildDate')
  })
})

test('a head leads to its archive, and is no part of it', () => {
  const head = atom(feedDocument('atom', { previous: 'archive/atom-2.xml' }))
  expect(hrefs(head.link)['prev-archive']).toBe(`${site}/archive/atom-2.xml`)
  expect(head).not.toHaveProperty('fh:archive')
})

test('a reader who walks through the written documents of a site meets every post once, in every format', () => {
  const documents = plan(plannedUpTo(130))
  const written = (url: string) => {
    const document = documents.get(url.slice(site.length + 1)) as FeedDocument
    const entries = document.posts.map((id) => ({ ...hello, id }))
    checkFeed(document.name, textOf(document, entries), document.posts.length)
    return { document, entries }
  }
  const walks = {
    'rss.xml': (url: string) => {
      const { item, 'atom:link': links } = rss(written(url).document, written(url).entries)
      return { ids: item.map(({ guid }: { guid: { '#text': string } }) => guid['#text']), next: hrefs(links) }
    },
    'atom.xml': (url: string) => {
      const { entry, link } = atom(written(url).document, written(url).entries)
      return { ids: entry.map(({ id }: { id: string }) => id), next: hrefs(link) }
    },
    'feed.json': (url: string) => {
      const { items, next_url } = json(written(url).document, written(url).entries)
      return { ids: items.map(({ id }: { id: string }) => id), next: { 'prev-archive': next_url } }
    },
  }
  const everyId = plannedUpTo(130).map(({ id }) => id)
  for (const [head, read] of Object.entries(walks)) {
    const met: string[] = []
    for (let url: string | undefined = `${site}/${head}`; url; ) {
      const { ids, next }: { ids: string[]; next: Record<string, string> } = read(url)
      met.push(...ids)
      url = next['prev-archive']
    }
    expect(met.sort()).toEqual(everyId.sort())
  }
})
