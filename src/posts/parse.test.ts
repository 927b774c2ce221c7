import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { contentOf, fingerprintOf } from './fingerprint.ts'
import { parsePost } from './parse.ts'

const options = { zone: 'Europe/Berlin', language: 'en' }
const read = (text: string, path = 'hello.md') => parsePost({ path, text }, options)
const postIn = (text: string, path?: string) => {
  const file = read(text, path)
  if (file.kind !== 'post') throw new Error(JSON.stringify(file))
  return file.post
}
const midnight = Date.UTC(2024, 4, 19, 22)

describe('a post of', () => {
  test.each([
    [
      'Jekyll',
      '_posts/2024-05-20-hello.md',
      '---\nlayout: post\ntitle: Hello\npublished: true\ncategories: web feeds\n---\nText',
    ],
    [
      'Hugo',
      'hello/index.md',
      '+++\ntitle = "Hello"\ndate = 2024-05-20\ndraft = false\ntags = ["web", "feeds"]\n+++\nText',
    ],
    ['Zola', '2024-05-20_hello.md', '+++\ntitle = "Hello"\n[taxonomies]\ntags = ["web", "feeds"]\n+++\nText'],
    ['Eleventy', 'hello.md', '---\ntitle: Hello\ndate: 2024-05-20\ntags: [web, feeds]\npermalink: false\n---\nText'],
    ['Astro', 'hello.mdx', "---\ntitle: 'Hello'\npubDate: 'May 20 2024'\ntags: ['web', 'feeds']\n---\nText"],
    [
      'Gatsby',
      'hello/index.md',
      '---\ntitle: Hello\ndate: "2024-05-19T22:00:00.000Z"\ntags: ["web", "feeds"]\n---\nText',
    ],
    ['Hexo', 'hello.md', 'title: Hello\ndate: 2024/5/20 00:00:00\ncategories:\n- [web, feeds]\n---\nText'],
    ['Obsidian', 'hello.md', '---\ncreated: 2024-05-20T00:00\ntags:\n  - "#web"\n  - feeds\n---\n# Hello\n\nText'],
  ])('%s is read', (_name, path, text) => {
    expect(postIn(text, path)).toMatchObject({
      ...{
        title: 'Hello',
        publishedAt: midnight,
        tags: ['web', 'feeds'],
        location: 'hello',
        slug: 'hello',
        body: 'Text',
      },
      path,
    })
  })
})

describe('the date', () => {
  const stated = '---\ndate: 2024-05-20\n---\n2023-01-01: Text'

  test('of the front matter goes before the path and the dateline', () => {
    expect(postIn(stated, '2022-01-01-hello.md').publishedAt).toBe(midnight)
  })

  test('of the path goes before the dateline', () => {
    expect(postIn('Hello\n\n2023-01-01: Text goes on.', '2024-05-20-hello.md').publishedAt).toBe(midnight)
  })

  test('may be the dateline of a text with front matter', () => {
    expect(postIn('---\ntitle: Hello\n---\nMay 20, 2024. Text.').publishedAt).toBe(midnight)
  })

  test('that is blank in the front matter is looked for elsewhere', () => {
    expect(postIn('---\ndate:\n---\nText', '2024-05-20-hello.md').publishedAt).toBe(midnight)
  })

  test('that is wrong in the front matter is refused though the path has one', () => {
    const file = read('---\ntitle: Hello\ndate: 2024-02-31\n---\n', '2024-05-20-hello.md')
    const reason = 'date "2024-02-31" is no day of the calendar. Write it as 2024-02-29.'
    expect(file).toEqual({ kind: 'rejected', line: 3, reason })
  })

  test('of an edit is kept unless it lies before the post', () => {
    expect(postIn('---\ndate: 2024-05-20\nlastmod: 2024-05-21\n---\n').updatedAt).toBe(midnight + 86_400_000)
    expect(postIn('---\ndate: 2024-05-20\nlastmod: 2024-05-19\n---\n').updatedAt).toBeUndefined()
  })

  test('of an edit that only a repository knows is left out', () => {
    expect(postIn('---\ndate: 2024-05-20\nupdated: git Last Modified\n---\n').updatedAt).toBeUndefined()
  })
})

describe('a page copied from a terminal', () => {
  const text = 'the pond / a heron came\n\nMay 20, 2024. The heron stood there.\n\nIt left before noon.'
  const copied = postIn(`$ cat post/the-pond-/-a-heron-came.md\n\n${text}`, '000_abc.md')

  test('has the path that its first line names', () => {
    expect(copied).toMatchObject({
      path: '000_abc.md',
      location: 'post/the-pond-/-a-heron-came',
      slug: 'the-pond-/-a-heron-came',
    })
  })

  test('is the same post as the file of that path', () => {
    const saved = postIn(text, 'post/the-pond-/-a-heron-came.md')
    expect({ ...saved, path: copied.path }).toEqual(copied)
    expect(fingerprintOf(contentOf(saved))).toBe(fingerprintOf(contentOf(copied)))
  })
})

describe('a file that is', () => {
  test.each([
    ['a section page', 'blog/_index.md', 'Text'],
    ['the start page', 'index.md', 'Text'],
    ['the readme', 'README.md', '# Hello\n\nMay 20, 2024. Text'],
    ['kept out of collections', 'hello.md', '---\neleventyExcludeFromCollections: true\n---\nText'],
  ])('%s is ignored', (_name, path, text) => expect(read(text, path).kind).toBe('ignored'))

  test.each([
    ['marked as one', 'hello.md', '---\ntitle: Hello\ndraft: true\ndate: someday\n---\nText'],
    ['not published', 'hello.md', '---\ntitle: Hello\npublished: false\n---\nText'],
    ['in a folder of drafts', '_drafts/hello.md', '# Hello\n\nText'],
  ])('a draft, %s, is one with or without a date', (_name, path, text) => {
    expect(read(text, path)).toEqual({ kind: 'draft', title: 'Hello' })
  })

  test('a draft that cannot be read is still a draft', () => {
    expect(read('---\n: ["\n---\n', 'drafts/hello.md')).toEqual({ kind: 'draft' })
  })

  test.each([
    ['empty', '', 'is empty.'],
    ['blank', ' \n\n', 'is empty.'],
    ['in UTF-16', 'T\u0000i\u0000t\u0000l\u0000e\u0000', 'is no text in UTF-8.'],
    ['without a date', 'Hello\n\nText.', 'has no date. Add a line `date: 2024-05-20`'],
  ])('%s is rejected', (_name, text, reason) => {
    expect(read(text)).toEqual({ kind: 'rejected', line: null, reason: expect.stringContaining(reason) })
  })

  test.each([
    ['front matter', '---\ntitle: [a]\ndate: 2024-05-20\n---\n', 2, 'title ["a"] is no text.'],
    [
      'front matter after a prompt',
      '$ cat a.md\n\n---\ntitle: [a]\ndate: 2024-05-20\n---\n',
      4,
      'title ["a"] is no text.',
    ],
    ['TOML', '+++\ntitle = "x"\ndate = 2024-02-31\n+++\n', 3, 'date "2024-02-31" is no day of the calendar.'],
    ['a dateline', '---\ntitle: x\n---\n\nFebruary 31, 2024. Text', 5, 'dateline "February 31, 2024" is no day'],
  ])('wrong in %s is rejected with its line', (_name, text, line, reason) => {
    expect(read(text)).toEqual({ kind: 'rejected', line, reason: expect.stringContaining(reason) })
  })

  test('wrong in its name is rejected', () => {
    const reason = 'the date "2024-02-31" in its path is no day of the calendar. Write it as 2024-02-29.'
    expect(read('Hello', '2024-02-31-hello.md')).toEqual({ kind: 'rejected', line: null, reason })
  })
})

describe('a post', () => {
  test('may be nothing but front matter', () => {
    expect(postIn('---\ndate: 2024-05-20\n---\n', 'my-first_post.md')).toMatchObject({
      title: 'My first post',
      body: '',
    })
  })

  test('may have a byte order mark and lines that end in CR LF', () => {
    const post = postIn('\uFEFF---\r\ntitle: Hello\r\ndate: 2024-05-20\r\n---\r\nOne\r\nTwo\r\n')
    expect(post).toMatchObject({ title: 'Hello', body: 'One\nTwo' })
  })

  test('has its own slug at the end of its location', () => {
    const post = postIn('---\nslug: /other/\ndate: 2024-05-20\n---\n', 'notes/hello.md')
    expect(post).toMatchObject({ ownSlug: 'other', slug: 'other', location: 'notes/other' })
  })

  test('has the language of its suffix, unless its front matter names one', () => {
    expect(postIn('---\ndate: 2024-05-20\n---\n', 'hello.fr.md')).toMatchObject({
      language: 'fr',
      location: 'fr/hello',
    })
    expect(postIn('---\ndate: 2024-05-20\nlang: fr-CA\n---\n', 'hello.fr.md').language).toBe('fr-CA')
  })

  test('holds nothing that XML has no room for', () => {
    const text =
      '---\ntitle: "A\\u0000B\\uD800C"\ndate: 2024-05-20\ntags: ["x\\u0001"]\n---\nText\u0000 \uFFFE\u000b\ud800end'
    expect(postIn(text)).toMatchObject({ title: 'ABC', tags: ['x'], body: 'Text end' })
  })

  test('is untouched by keys that are names of the language', () => {
    const text = '---\n__proto__: {draft: true}\nconstructor: x\ndate: 2024-05-20\n---\nText'
    expect(read(text).kind).toBe('post')
  })
})

test('whatever the file, nothing is thrown and every reason is a sentence', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '---\n',
      '+++\n',
      ';;;\n',
      '{',
      '}',
      '"',
      '\n',
      'date: ',
      '2024-02-30',
      'title: ',
      'tags: [',
      '# ',
      '```\n',
      'author: ',
    ),
    fc.constantFrom(
      'May 20, 2024. ',
      '$ cat ',
      'slug: ',
      'permalink: ',
      'id: ',
      'lang: ',
      'image: ',
      'enclosure: ',
      '&a ',
      '*a',
      '- ',
    ),
  )
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
  fc.assert(
    fc.property(text, fc.string({ unit: 'binary' }), (written, name) => {
      const file = read(written, `${name}.md`)
      if (file.kind === 'rejected') expect(file.reason).toMatch(/^[^\n]+\.[^\n]*$/)
      if (file.kind === 'post') expect(file.post.title).not.toBe('')
    }),
    { numRuns: 300 },
  )
})

describe('a post that was just begun', () => {
  test('is a draft while its text is nothing but comments', () => {
    const begun = '---\ntitle: Hello\ndate: 2026-05-01\n---\n\n<!-- Write here. -->\n'
    expect(read(begun)).toEqual({ kind: 'draft', title: 'Hello' })
    expect(read(`${begun}\nNow it has words.\n`).kind).toBe('post')
  })

  test('is a post when it needs no text', () => {
    expect(read('---\ntitle: Hello\ndate: 2026-05-01\n---\n').kind).toBe('post')
  })
})
