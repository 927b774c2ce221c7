import { describe, expect, test } from 'vitest'
import { permalinkOf } from './addresses.ts'
import { isHeldBack, languageOf, ownFieldsOf } from './fields.ts'
import { lookupIn } from './lookup.ts'

const lookup = (data: Record<string, unknown>) => {
  const block = Object.entries(data).map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return lookupIn({ data, block: `\n${block.join('\n')}`, blockLine: 1 })
}
const read = (data: Record<string, unknown>) => ownFieldsOf(lookup(data))

describe('tags', () => {
  test.each([
    [{ tags: ['Web', ' feeds ', '#rss', 'web'] }, ['Web', 'feeds', 'rss']],
    [{ tags: 'web, feeds' }, ['web', 'feeds']],
    [{ tags: 'static sites' }, ['static sites']],
    [{ tags: '#web #feeds/rss' }, ['web', 'feeds/rss']],
    [{ tags: [2024, true, null] }, ['2024', 'true']],
    [{ tags: ['web'], categories: 'Web General' }, ['web', 'General']],
    [{ categories: [['a', 'b'], ['c']] }, ['a', 'b', 'c']],
    [{ category: 'Static Sites' }, ['Static Sites']],
    [{ tags: ['C#', 'C++'] }, ['C#', 'C++']],
    [{ taxonomies: { tags: ['web'] } }, ['web']],
  ])('%j', (data, tags) => expect(read(data).tags).toEqual(tags))

  test('refuse a mapping', () => {
    expect(() => read({ title: 'x', tags: { a: 1 } })).toThrow(
      'tags {"a":1} is no list of names. Write it as tags: [one, two].',
    )
  })
})

describe('authors', () => {
  test.each([
    [{ author: 'Ada' }, [{ name: 'Ada' }]],
    [{ author: 'Ada <ada@example.org>' }, [{ name: 'Ada', email: 'ada@example.org' }]],
    [{ author: 'ada@example.org' }, [{ name: 'ada@example.org', email: 'ada@example.org' }]],
    [{ author: { name: 'Ada', link: 'https://ada.example' } }, [{ name: 'Ada', url: 'https://ada.example' }]],
    [
      { authors: ['Ada', { name: 'Bob', email: 'bob@example.org' }] },
      [{ name: 'Ada' }, { name: 'Bob', email: 'bob@example.org' }],
    ],
    [{ author: '[[People/Ada|Ada]]' }, [{ name: 'Ada' }]],
    [{ params: { author: 'Ada' } }, [{ name: 'Ada' }]],
  ])('%j', (data, authors) => expect(read(data).authors).toEqual(authors))

  test('refuse a mapping without a name', () => {
    expect(() => read({ author: { twitter: '@ada' } })).toThrow('author {"twitter":"@ada"} has no name.')
  })
})

describe('the picture', () => {
  test.each([
    [{ image: '/a.png' }, { src: '/a.png' }],
    [
      { heroImage: '/a.png', heroImageAlt: 'A cat' },
      { src: '/a.png', alt: 'A cat' },
    ],
    [{ image: { path: 'a.png', alt: 'A cat' } }, { src: 'a.png', alt: 'A cat' }],
    [{ cover: { image: 'a.png' } }, { src: 'a.png' }],
    [{ images: ['a.png', 'b.png'] }, { src: 'a.png' }],
    [{ og_image: 'a.png' }, { src: 'a.png' }],
    [{ cover_image: '![[a.png]]' }, { src: 'a.png' }],
    [{ extra: { thumbnail: 'a.png' } }, { src: 'a.png' }],
    [{ image: false, thumbnail: 'a.png' }, { src: 'a.png' }],
  ])('%j', (data, image) => expect(read(data).image).toEqual(image))

  test('refuses a mapping without an address', () =>
    expect(() => read({ image: { alt: 'x' } })).toThrow('is no address of a picture'))
})

describe('enclosures', () => {
  test('are read from addresses and mappings, each address once', () => {
    const full = { url: 'a.mp3', size: '123', type: 'Audio/MPEG', title: 'One', duration: '1:02:03' }
    expect(read({ enclosure: full, audio: 'a.mp3', podcast: { file: 'b.ogg', duration: 'PT2M' } }).enclosures).toEqual([
      { src: 'a.mp3', length: 123, type: 'audio/mpeg', title: 'One', durationSeconds: 3723 },
      { src: 'b.ogg', durationSeconds: 120 },
    ])
  })

  test.each([
    [{ url: 'a.mp3', length: '12 MB' }, 'has a length that is no number of bytes'],
    [{ url: 'a.mp3', type: 'audio' }, 'has a type that is none'],
    [{ url: 'a.mp3', duration: 'long' }, 'has a duration that cannot be read'],
    [{ length: 12 }, 'names no file'],
  ])('refuse %j', (enclosure, reason) => expect(() => read({ enclosure })).toThrow(reason))

  test('are none for a podcast that names only its season', () => {
    expect(read({ podcast: { season: 1 } }).enclosures).toEqual([])
  })
})

describe('the permanent id', () => {
  test.each([
    [{ id: 'tag:example.org,2024:hello' }, 'tag:example.org,2024:hello'],
    [{ guid: 'abc-123' }, 'abc-123'],
    [{ guid: 'https://example.org/?p=12', id: 7 }, 'https://example.org/?p=12'],
    [{ guid: ' post  12 at https://example.org/?p=12 ' }, 'post  12 at https://example.org/?p=12'],
    [{ guid: '0012' }, '0012'],
    [{ guid: 12345 }, '12345'],
    [{ id: 'https://example.org/a b' }, 'https://example.org/a b'],
    [{ id: 'hello' }, undefined],
    [{ id: 'Note: hello' }, undefined],
    [{ id: 123 }, undefined],
  ])('%j', (data, id) => expect(read(data).ownId).toBe(id))

  test.each([
    ...['a\u0000b', 'a\nb', 'a\u0085b', 'a\ud800b', 'a'.repeat(1001)],
    ...[12.5, 1e21, true, ['a'], { a: 'b' }],
  ])('refuses %j', (guid) => expect(() => read({ guid })).toThrow('is no id'))
})

describe('language, description and aliases', () => {
  test.each([
    ['en_US', 'en-US'],
    ['pt-br', 'pt-BR'],
    ['de_DE.UTF-8', 'de-DE'],
  ])('language %s is %s', (lang, language) => expect(languageOf(lookup({ lang }))).toBe(language))

  test.each(['python', 'go', 'French and German'])('language: %s is not that of the post', (language) => {
    expect(languageOf(lookup({ language }))).toBeUndefined()
    expect(languageOf(lookup({ language, lang: 'fr' }))).toBe('fr')
  })

  test('refuse a language that is none', () =>
    expect(() => languageOf(lookup({ lang: 'english' }))).toThrow('is no language tag'))

  test('take the first description there is, on one line', () => {
    expect(read({ description: ' ', excerpt: 'Some\n words', summary: 'Other' }).description).toBe('Some words')
  })

  test('take addresses, and no names of notes', () => {
    const data = { aliases: ['/old/', 'older', 'My old note'], redirect_from: '/oldest/' }
    expect(read(data).aliases).toEqual(['/old/', 'older', '/oldest/'])
  })
})

describe('a post is held back', () => {
  test.each([
    { draft: true },
    { draft: 'yes' },
    { published: false },
    { published: 'no' },
    { status: 'Draft' },
  ])('by %j', (data) => {
    expect(isHeldBack(lookup(data))).toBe(true)
  })

  test.each([
    {},
    { draft: false },
    { published: true },
    { published: '2024-05-20' },
    { status: 'publish' },
    { hidden: true },
  ])('but not by %j', (data) => expect(isHeldBack(lookup(data))).toBe(false))

  test('or refused when it is not clear', () => {
    expect(() => isHeldBack(lookup({ draft: 'maybe' }))).toThrow('draft "maybe" is neither true nor false.')
  })
})

describe('the permalink', () => {
  const parts = {
    publishedAt: Date.UTC(2024, 4, 1, 23),
    zone: 'Europe/Berlin',
    slug: 'hello',
    categories: ['Web', 'Feeds'],
  }
  const permalink = (data: Record<string, unknown>) => permalinkOf(lookup(data), parts)

  test.each([
    [{ permalink: '/about/' }, '/about/'],
    [{ permalink: 'about.html' }, '/about.html'],
    [{ url: 'https://example.org/x' }, 'https://example.org/x'],
    [{ permalink: '/:categories/:year/:month/:day/:title/' }, '/web/feeds/2024/05/02/hello/'],
    [{ permalink: '/:i_month-:slug/a:b' }, '/5-hello/a:b'],
    [{ permalink: false, url: '/x/' }, '/x/'],
    [{ permalink: '' }, undefined],
  ])('%j', (data, expected) => expect(permalink(data)).toBe(expected))

  test('refuses a template', () => {
    expect(() => permalink({ permalink: '/{{ page.fileSlug }}/' })).toThrow('is a template')
  })

  test.each(['javascript://x', 'ftp://example.org/', 'https://'])('refuses %s', (url) => {
    expect(() => permalink({ permalink: url })).toThrow('is no web address')
  })
})
