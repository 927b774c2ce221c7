import { expect, test } from 'vitest'
import { contentOf, fingerprintOf, hashesOf, paragraphHashes } from './fingerprint.ts'
import type { Post } from './post.ts'

const post: Post = {
  ...{ path: 'hello.md', location: 'hello', slug: 'hello', title: 'Hello', publishedAt: 1716192000000 },
  ...{ tags: ['web'], authors: [{ name: 'Ada', url: 'https://ada.example' }], enclosures: [], aliases: [] },
  body: 'The first paragraph of this post is long enough to tell.\n\nShort one.\n\nThe last paragraph of this post is long as well.',
}

test('a fingerprint does not depend on where the file lies', () => {
  const moved = { ...post, path: 'a/b.md', location: 'a/b', slug: 'b' }
  expect(fingerprintOf(contentOf(moved))).toBe(fingerprintOf(contentOf(post)))
})

test('a fingerprint does not depend on the order of keys', () => {
  const { title, authors, ...rest } = contentOf(post)
  const turned = { ...rest, authors: authors.map(({ name, url }) => ({ url: url as string, name })), title }
  expect(fingerprintOf(turned)).toBe(fingerprintOf(contentOf(post)))
})

test('a fingerprint does not tell an absent field from an undefined one', () => {
  expect(fingerprintOf({ ...contentOf(post), subtitle: undefined } as never)).toBe(fingerprintOf(contentOf(post)))
})

test.each([
  { title: 'Hallo' },
  { body: 'Other' },
  { tags: ['Web'] },
  { updatedAt: 1 },
  { subtitle: 'x' },
])('a fingerprint changes with %j', (change) =>
  expect(fingerprintOf({ ...contentOf(post), ...change })).not.toBe(fingerprintOf(contentOf(post))))

test('paragraphs are the same whatever their white space', () => {
  const wrapped = { ...post, body: post.body.replace(/ /g, '\n').replace(/\n\n/g, '\n\n\n') }
  expect(paragraphHashes(wrapped)).toEqual(paragraphHashes(post))
})

test('paragraphs that are too short to tell are left out', () => {
  expect(paragraphHashes(post)).toHaveLength(2)
})

test('at most forty paragraphs are looked at', () => {
  const body = Array.from(
    { length: 60 },
    (_, at) => `Paragraph number ${at} of this post is long enough to tell.`,
  ).join('\n\n')
  expect(paragraphHashes({ ...post, body })).toHaveLength(40)
})

test('a text has the same hash under another title, and no text has none', () => {
  expect(hashesOf({ ...contentOf(post), title: 'Other' }).bodyHash).toBe(hashesOf(contentOf(post)).bodyHash)
  expect(hashesOf({ ...contentOf(post), body: '' }).bodyHash).toBe('')
})
