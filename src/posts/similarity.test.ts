import { describe, expect, test } from 'vitest'
import { type FoundPost, sameStory, type VanishedPost } from './similarity.ts'

const day = Date.UTC(2024, 4, 20, 10)
const known: VanishedPost = {
  ...{
    id: 'tag:example.org,2024-05-20:hello',
    seq: 1,
    path: 'hello.md',
    slug: 'hello',
    location: 'hello',
    title: 'Hello',
  },
  ...{ permalink: null, publishedAt: day, updatedAt: null, announcedAt: day, withdrawnAt: null, fingerprint: 'f1' },
  ...{ tags: [], aliases: [], bodyHash: 'b1', paragraphs: ['p1', 'p2', 'p3', 'p4'] },
}
const stranger: FoundPost = {
  ...{ title: 'Other', slug: 'other', publishedAt: day + 30 * 86_400_000, fingerprint: 'f2' },
  bodyHash: 'b2',
  paragraphs: ['q1', 'q2', 'q3', 'q4'],
}

describe('a new file is a vanished post', () => {
  test.each<[string, Partial<FoundPost>]>([
    ['the id', { ownId: known.id }],
    ['the fingerprint', { fingerprint: 'f1' }],
    ['the text', { bodyHash: 'b1', paragraphs: [] }],
    ['slug and day', { slug: 'hello', publishedAt: day + 3_600_000 }],
    ['day and title', { title: 'hello!', publishedAt: day + 3_600_000 }],
    ['half of the paragraphs', { bodyHash: 'b2', paragraphs: ['p1', 'p3', 'q1', 'q2'] }],
  ])('by %s', (_name, change) => expect(sameStory([known], { ...stranger, ...change })).toBe(known))

  test.each<[string, Partial<FoundPost>]>([
    ['nothing in common', {}],
    ['the same slug on another day', { slug: 'hello' }],
    ['the same title on another day', { title: 'Hello' }],
    ['fewer than half of the paragraphs', { bodyHash: 'b2', paragraphs: ['p1', 'q1', 'q2', 'q3'] }],
    ['no text', { bodyHash: '', paragraphs: [] }],
  ])('but not with %s', (_name, change) => {
    const empty = { ...known, seq: 2, id: 'x', title: 'Empty', slug: 'empty', bodyHash: '', paragraphs: [] }
    expect(sameStory([known, empty], { ...stranger, ...change })).toBeUndefined()
  })
})

test('the strongest evidence decides', () => {
  const twin = { ...known, id: 'twin', seq: 2, title: 'Twin', slug: 'twin', fingerprint: 'f2', publishedAt: 0 }
  expect(sameStory([known, twin], { ...stranger, slug: 'hello', publishedAt: day })).toBe(twin)
})

test('among equals the nearest in time is it', () => {
  const later = { ...known, id: 'later', seq: 2, publishedAt: day + 29 * 86_400_000 }
  expect(sameStory([known, later], { ...stranger, fingerprint: 'f1' })).toBe(later)
})

test('a day is one of the given zone', () => {
  const evening = { ...stranger, slug: 'hello', publishedAt: Date.UTC(2024, 4, 20, 23) }
  expect(sameStory([known], evening, 'UTC')).toBe(known)
  expect(sameStory([known], evening, 'Asia/Tokyo')).toBeUndefined()
})
