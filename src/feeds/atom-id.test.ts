import fc from 'fast-check'
import { expect, test } from 'vitest'
import { atomId } from './atom-id.ts'
import { FEED_ID, feedDocument, feedText, hello, textOf } from './entry.fixture.ts'

test.each([
  'tag:blog.example.org,2024-05-20:hello',
  'https://old.example/?p=12&preview=no#x',
  'https://old.example/東京/😀',
  'https://[::1]/a%20b',
  'urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a',
  'post:12',
])('%s is an absolute IRI and stands for itself', (id) => expect(atomId(id, FEED_ID)).toBe(id))

test.each([
  ['12345', 'tag:blog.example.org,2024:feed/guid/12345'],
  ['?p=3', 'tag:blog.example.org,2024:feed/guid/%3Fp=3'],
  ['/2019/hello', 'tag:blog.example.org,2024:feed/guid//2019/hello'],
  ['post 12', 'tag:blog.example.org,2024:feed/guid/post%2012'],
  ['https://old.example/a b', 'tag:blog.example.org,2024:feed/guid/https://old.example/a%20b'],
  ['https://old.example/100%', 'tag:blog.example.org,2024:feed/guid/https://old.example/100%25'],
  ['東京', 'tag:blog.example.org,2024:feed/guid/%E6%9D%B1%E4%BA%AC'],
  ['1225C695-cfb8-4ebb-aaaa-80da344efa6a', 'urn:uuid:1225C695-cfb8-4ebb-aaaa-80da344efa6a'],
])('%s is given the IRI %s', (id, iri) => expect(atomId(id, FEED_ID)).toBe(iri))

test('whatever an id is, its IRI is one, and no other id has it', () => {
  const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(id, id, (one, other) => {
      const iri = atomId(one, FEED_ID)
      expect(iri).toMatch(/^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i)
      if (one !== other) expect(atomId(other, FEED_ID)).not.toBe(iri)
    }),
  )
})

test('RSS and JSON keep an id that is no IRI as it was', () => {
  const entries = [{ ...hello, id: '12345' }]
  expect(feedText('rss.xml', entries)).toContain('<guid isPermaLink="false">12345</guid>')
  expect(JSON.parse(feedText('feed.json', entries)).items[0].id).toBe('12345')
  expect(feedText('atom.xml', entries)).toContain(`<id>${FEED_ID}/guid/12345</id>`)
})

test('a withdrawn post has the id that its entry had', () => {
  const tombstones = [{ id: '12345', withdrawnAt: Date.UTC(2024, 5, 1) }]
  expect(textOf(feedDocument('atom', { tombstones }), [])).toContain(`ref="${FEED_ID}/guid/12345"`)
})

test('feeds of a tag give a post the same id', () => {
  const scope = { kind: 'tag', tag: 'Web', path: 'web' } as const
  expect(textOf(feedDocument('atom', { scope }), [{ ...hello, id: '7' }])).toContain(`<id>${FEED_ID}/guid/7</id>`)
})
