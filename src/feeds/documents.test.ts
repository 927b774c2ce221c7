import { describe, expect, test } from 'vitest'
import type { FeedDocument } from './document.ts'
import { changedNames, plan, planned, plannedUpTo } from './planned-post.fixture.ts'
import type { PlannedPost } from './site-parts.ts'

const ids = (...numbers: number[]) => numbers.map((number) => `tag:blog.example.org,2024:${number}`)
const feed = (documents: ReturnType<typeof plan>, name: string) => documents.get(name) as FeedDocument

describe('the documents of a site', () => {
  test('are heads, feeds of tags, archive pages and the two lists', () => {
    const documents = plan([planned(1, { tags: ['web'] }), planned(2)], 1)
    expect([...documents.keys()]).toEqual([
      ...['rss.xml', 'atom.xml', 'feed.json'],
      ...['tags/web/rss.xml', 'tags/web/atom.xml', 'tags/web/feed.json'],
      ...['archive/rss-1.xml', 'archive/atom-1.xml', 'archive/feed-1.json'],
      ...['feeds.opml', 'subscribe.html'],
    ])
  })

  test('are heads and lists for a site without posts', () => {
    expect([...plan([]).keys()]).toEqual(['rss.xml', 'atom.xml', 'feed.json', 'feeds.opml', 'subscribe.html'])
  })

  test('do not depend on the order in which posts are given', () => {
    const posts = plannedUpTo(120)
    expect(plan(posts.toReversed())).toEqual(plan(posts))
  })
})

describe('the head', () => {
  test('shows the newest posts, of one date the last announced first, up to feeds.items', () => {
    const posts = [planned(1, { publishedAt: 9 }), planned(2, { publishedAt: 5 }), planned(3, { publishedAt: 5 })]
    expect(feed(plan(posts, 2), 'rss.xml').posts).toEqual(ids(1, 3))
  })

  test('leads to the newest archive page, in its own format', () => {
    const documents = plan(plannedUpTo(130))
    expect(['rss.xml', 'atom.xml', 'feed.json'].map((name) => feed(documents, name).previous)).toEqual([
      'archive/rss-2.xml',
      'archive/atom-2.xml',
      'archive/feed-2.json',
    ])
  })

  test('leads nowhere while it shows every post', () => {
    expect(feed(plan(plannedUpTo(30)), 'atom.xml').previous).toBe(null)
  })

  test('has the last withdrawn posts as tombstones, in Atom alone', () => {
    const posts = [1, 2, 3].map((seq) => planned(seq, { withdrawnAt: 1000 - seq }))
    const documents = plan([...posts, planned(4)], 2)
    expect(feed(documents, 'atom.xml').tombstones).toEqual([
      { id: ids(1)[0], withdrawnAt: 999 },
      { id: ids(2)[0], withdrawnAt: 998 },
    ])
    expect(feed(documents, 'rss.xml').tombstones).toEqual([])
    expect(feed(documents, 'atom.xml').posts).toEqual(ids(4))
  })
})

describe('the feed of a tag', () => {
  test('holds the newest posts with the tag in any case, spelt as the first of them spells it', () => {
    const posts = [
      planned(1, { tags: ['Web'] }),
      planned(2, { tags: ['web', 'WEB'] }),
      planned(3, { tags: ['css'] }),
      planned(4, { tags: ['WEB'] }),
    ]
    const web = feed(plan(posts, 2), 'tags/web/atom.xml')
    expect([web.scope, web.posts]).toEqual([{ kind: 'tag', tag: 'Web', path: 'web' }, ids(4, 2)])
  })

  test('is not there for a tag that says nothing', () => {
    expect(plan([planned(1, { tags: ['\u0000', ' '] })]).size).toBe(5)
  })

  test('stays with a tombstone when its last post is withdrawn, and is listed no more', () => {
    const documents = plan([planned(1, { tags: ['web'], withdrawnAt: 7 })])
    const web = feed(documents, 'tags/web/atom.xml')
    expect([web.posts, web.tombstones]).toEqual([[], [{ id: ids(1)[0], withdrawnAt: 7 }]])
    expect(documents.get('subscribe.html')).toMatchObject({ tags: [] })
  })

  test('is listed with the number of its posts, in the order of the tags', () => {
    const posts = [planned(1, { tags: ['web'] }), planned(2, { tags: ['C++', 'Web'] })]
    expect(plan(posts).get('subscribe.html')).toMatchObject({
      tags: [
        { tag: 'C++', path: 'c--cedb1bac7efc', posts: 1 },
        { tag: 'web', path: 'web', posts: 2 },
      ],
    })
  })
})

describe('an archive page', () => {
  test('holds the fifty announcements of its number that are not in the head, newest first', () => {
    const documents = plan(plannedUpTo(100))
    expect(feed(documents, 'archive/atom-2.xml').posts).toEqual(ids(...Array.from({ length: 20 }, (_, at) => 70 - at)))
    expect(feed(documents, 'archive/atom-1.xml').posts).toHaveLength(50)
  })

  test('leads to the page before it, and the oldest nowhere', () => {
    const documents = plan(plannedUpTo(100))
    expect(feed(documents, 'archive/rss-2.xml').previous).toBe('archive/rss-1.xml')
    expect(feed(documents, 'archive/rss-1.xml').previous).toBe(null)
  })

  test('is not there while all its posts are in the head', () => {
    expect(plan(plannedUpTo(60)).has('archive/atom-2.xml')).toBe(false)
  })

  test('is longer than the head, so that no page in the middle is ever empty', () => {
    expect(feed(plan(plannedUpTo(220), 60), 'archive/atom-2.xml').posts).toHaveLength(60)
    expect(feed(plan(plannedUpTo(220), 60), 'archive/atom-1.xml').posts).toHaveLength(100)
  })

  test('keeps the tombstones of its posts', () => {
    const posts = plannedUpTo(100).map((post) => (post.seq === 7 ? { ...post, withdrawnAt: 5 } : post))
    const page = feed(plan(posts), 'archive/atom-1.xml')
    expect([page.posts.length, page.tombstones]).toEqual([49, [{ id: ids(7)[0], withdrawnAt: 5 }]])
  })
})

describe('one more post changes one archive page', () => {
  const newest = (seq: number) => planned(seq, { publishedAt: 9_000_000_000 + seq })
  const old = (seq: number) => planned(seq, { publishedAt: seq })
  const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const changedPages = (posts: PlannedPost[], items: number) => {
    const more = newest(posts.length + 1)
    return changedNames(plan(posts, items), plan([...posts, more], items)).filter((name) =>
      name.includes('archive/rss'),
    )
  }

  test('even when the first announced posts leave the head after later ones', () => {
    const posts = [...numbers(1, 50).map(newest), ...numbers(51, 60).map(old)]
    expect(changedPages(posts, 50)).toEqual(['archive/rss-1.xml'])
  })

  test('even when what is not in the head of a page in the middle was withdrawn', () => {
    const posts = [
      ...numbers(1, 50).map(old),
      ...numbers(51, 80).map(newest),
      ...numbers(81, 100).map((seq) => planned(seq, { withdrawnAt: seq })),
      ...numbers(101, 110).map(old),
    ]
    expect(changedPages(posts, 30)).toEqual(['archive/rss-2.xml'])
  })
})

describe('the key of a document', () => {
  const posts = plannedUpTo(120).map((post) => (post.seq === 40 ? { ...post, tags: ['web'] } : post))
  const before = plan(posts)

  test.each([
    ['its text', { fingerprint: 'other' }],
    ['its address', { location: 'moved' }],
    ['its slug', { slug: 'moved' }],
    ['its permalink', { permalink: '/moved/' }],
    ['the time of its edit', { updatedAt: 5 }],
  ])('changes with %s, in the documents that hold the post alone', (_, change) => {
    const after = plan(posts.map((post) => (post.seq === 40 ? { ...post, ...change } : post)))
    expect(changedNames(before, after)).toEqual([
      ...['tags/web/rss.xml', 'tags/web/atom.xml', 'tags/web/feed.json'],
      ...['archive/rss-1.xml', 'archive/atom-1.xml', 'archive/feed-1.json'],
    ])
  })

  test('changes with the settings', () => {
    expect(changedNames(before, plan(posts, 30, 'other'))).toEqual([...before.keys()])
  })

  test('stays when a file is renamed or a post is announced at another time', () => {
    const renamed = posts.map((post) => ({ ...post, path: 'elsewhere.md', announcedAt: 5 }))
    expect(changedNames(before, plan(renamed))).toEqual([])
  })
})
