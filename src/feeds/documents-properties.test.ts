import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedNames, plan, planned, walk } from './planned-post.fixture.ts'
import type { PlannedPost } from './site-parts.ts'

const TAGS = ['web', 'Web', 'C++', 'C#', 'c', 'a/b', '..', '日本', '🎉']
const HEADS = ['rss.xml', 'atom.xml', 'feed.json']

const facts = fc.record({
  publishedAt: fc.integer({ min: 0, max: 40 }),
  isWithdrawn: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
  tags: fc.subarray(TAGS, { maxLength: 2 }),
})

/** Sites of every size, with heads shorter and longer than a page of the archive. */
const site = fc.record({
  items: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(30, 49, 50, 51, 100)),
  posts: fc
    .array(facts, { maxLength: 260, size: 'max' })
    .map((all) =>
      all.map(({ publishedAt, isWithdrawn, tags }, index) =>
        planned(index + 1, { publishedAt, tags, withdrawnAt: isWithdrawn ? 1000 + index : null }),
      ),
    ),
})

function idsOf(posts: PlannedPost[]): string[] {
  return posts.map(({ id }) => id).sort()
}

describe('whatever posts there are', () => {
  test('a walk from a head meets every post that stands exactly once', () => {
    fc.assert(
      fc.property(site, ({ items, posts }) => {
        const documents = plan(posts, items)
        const standing = idsOf(posts.filter(({ withdrawnAt }) => withdrawnAt === null))
        for (const head of HEADS) expect(walk(documents, head).sort()).toEqual(standing)
      }),
    )
  })

  test('one more changes the heads, the feeds of its tags, the lists, and one archive page at most', () => {
    fc.assert(
      fc.property(site, facts, ({ items, posts }, { publishedAt, tags }) => {
        const more = planned(posts.length + 1, { publishedAt, tags })
        const after = plan([...posts, more], items)
        const own = plan([more], items)
        const changed = changedNames(plan(posts, items), after).filter((name) => !own.has(name))
        const pages = new Set(changed.map((name) => /^archive\/\w+-(\d+)\.\w+$/.exec(name)?.[1] ?? name))
        expect(pages.size).toBeLessThanOrEqual(1)
        expect(changed.every((name) => name.startsWith('archive/'))).toBe(true)
      }),
    )
  })

  test('no document has the name of another', () => {
    fc.assert(
      fc.property(site, ({ items, posts }) => {
        const tags = new Set(posts.flatMap((post) => post.tags.map((tag) => tag.toLowerCase())))
        const feeds = [...plan(posts, items).keys()].filter((name) => /^tags\/[^/]+\/rss\.xml$/.test(name))
        expect(feeds.length).toBe(tags.size)
      }),
    )
  })
})
