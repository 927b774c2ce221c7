import { expect, test } from 'vitest'
import { contentOf, evidenceOf, fingerprintOf } from './fingerprint.ts'
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

test('evidence does not depend on white space', () => {
  const wrapped = { ...post, body: post.body.replace(/ /g, '\n').replace(/\n\n/g, '\n\n\n') }
  expect(evidenceOf(wrapped)).toEqual(evidenceOf(post))
})

test('evidence leaves out paragraphs that are too short to tell', () => {
  expect(evidenceOf(post).blocks).toHaveLength(2)
})

test('evidence has at most forty blocks', () => {
  const body = Array.from(
    { length: 60 },
    (_, at) => `Paragraph number ${at} of this post is long enough to tell.`,
  ).join('\n\n')
  expect(evidenceOf({ ...post, body }).blocks).toHaveLength(40)
})

test('an empty text is no evidence', () => {
  expect(evidenceOf({ ...post, body: '' })).toEqual({ body: '', blocks: [] })
})
