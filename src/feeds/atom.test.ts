import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { config, FEED_ID, feedText, hello } from './entry.fixture.ts'
import type { Entry } from './entry.ts'

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, htmlEntities: true, isArray: isList })

function isList(_: string, path: unknown): boolean {
  return /feed\.entry$|entry\.(author|link|category)$/.test(String(path))
}

const feedOf = (entries: Entry[], settings = config) => parser.parse(feedText('atom.xml', entries, settings)).feed
const entryOf = (entry: Partial<Entry>, settings = config) => feedOf([{ ...hello, ...entry }], settings).entry[0]

describe('Atom', () => {
  test('has the id that it was given, whatever the address of the site', () => {
    const moved = { ...config, site: { ...config.site, url: 'https://new.example.net/blog' } }
    expect(feedOf([hello], moved).id).toBe(FEED_ID)
    expect(feedOf([hello], moved).link).toEqual([
      { '@_rel': 'alternate', '@_href': 'https://new.example.net/blog/' },
      { '@_rel': 'self', '@_href': 'https://new.example.net/blog/atom.xml' },
    ])
  })

  test('keeps an id that is a web address character for character', () => {
    expect(entryOf({ id: 'https://Blog.example.org/?p=1&q=é' }).id).toBe('https://Blog.example.org/?p=1&q=é')
  })

  test('gives the title as plain text', () => {
    expect(entryOf({ title: 'Vec<T> & 5 < 6 &amp;' }).title).toEqual({
      '#text': 'Vec<T> & 5 < 6 &amp;',
      '@_type': 'text',
    })
  })

  test('gives the content as HTML, with any number of "]]>" in it', () => {
    expect(entryOf({ html: '<p>]]> and ]]> and ]]></p>' }).content).toEqual({
      '#text': '<p>]]> and ]]> and ]]></p>',
      '@_type': 'html',
    })
  })

  test('gives the summary as plain text, and nothing else where feeds show summaries', () => {
    const entry = entryOf({ summary: '5 < 6' }, { ...config, feeds: { content: 'summary' } })
    expect(entry.summary).toEqual({ '#text': '5 < 6', '@_type': 'text' })
    expect(entry.content).toBeUndefined()
  })

  test('gives a summary that looks like HTML as HTML that shows it', () => {
    const entry = entryOf({ summary: 'Write </h2> or &copy;' }, { ...config, feeds: { content: 'summary' } })
    expect(entry.summary).toEqual({ '#text': 'Write &lt;/h2&gt; or &amp;copy;', '@_type': 'html' })
  })

  test('gives the title in place of a summary to a post without words', () => {
    const entry = entryOf({ title: 'A picture', summary: '' })
    expect(entry.summary).toEqual({ '#text': 'A picture', '@_type': 'text' })
  })

  test('says for a site without posts that it changed in the year of its id', () => {
    expect(feedOf([]).updated).toBe('2024-01-01T00:00:00Z')
  })

  test('tells publication and change apart', () => {
    const entry = entryOf({ updatedAt: Date.UTC(2024, 4, 21) })
    expect([entry.published, entry.updated]).toEqual(['2024-05-20T08:00:00Z', '2024-05-21T00:00:00Z'])
  })

  test('moves the change of an edited entry and of the feed, and of no other entry', () => {
    const other = { ...hello, id: 'tag:blog.example.org,2024-05-19:other' }
    const feed = feedOf([{ ...hello, updatedAt: Date.UTC(2024, 6, 1) }, other])
    expect(feed.entry[1].updated).toBe('2024-05-20T08:00:00Z')
    expect(feed.updated).toBe('2024-07-01T00:00:00Z')
  })

  test('names the authors of an entry with the parts that are valid', () => {
    const authors = [
      { name: 'Bo', email: 'bo@example.org', url: 'https://bo.example/' },
      { name: 'Cy', email: 'not an address', url: 'cy.example' },
      { name: ' ' },
    ]
    expect(entryOf({ authors }).author).toEqual([
      { name: 'Bo', email: 'bo@example.org', uri: 'https://bo.example/' },
      { name: 'Cy' },
    ])
  })

  test('names the site as the author where nobody is named', () => {
    const { author: _, ...site } = config.site
    expect(feedOf([hello], { ...config, site }).author).toEqual({ name: 'Ada writes' })
  })

  test('gives each tag as the term of a category', () => {
    expect(entryOf({ tags: ['C++', '"q" & <x>'] }).category).toEqual([{ '@_term': 'C++' }, { '@_term': '"q" & <x>' }])
  })

  test('links the entry, every enclosure and the measured picture', () => {
    const enclosures = [
      { url: 'https://blog.example.org/a.mp3', type: 'audio/mpeg', length: 1234, title: 'A "sound"' },
      { url: 'https://elsewhere.example/b.pdf', type: 'application/pdf', length: 0 },
    ]
    const image = { url: 'https://blog.example.org/a.webp', type: 'image/webp', length: 77 }
    expect(entryOf({ enclosures, image }).link).toEqual([
      { '@_rel': 'alternate', '@_href': 'https://blog.example.org/hello/' },
      {
        '@_rel': 'enclosure',
        '@_href': 'https://blog.example.org/a.mp3',
        '@_type': 'audio/mpeg',
        '@_length': '1234',
        '@_title': 'A "sound"',
      },
      { '@_rel': 'enclosure', '@_href': 'https://elsewhere.example/b.pdf', '@_type': 'application/pdf' },
      { '@_rel': 'enclosure', '@_href': 'https://blog.example.org/a.webp', '@_type': 'image/webp', '@_length': '77' },
    ])
  })

  test('shows a picture of unknown length as media content', () => {
    expect(entryOf({ image: { url: 'https://elsewhere.example/a.png' } })['media:content']).toEqual({
      '@_url': 'https://elsewhere.example/a.png',
      '@_medium': 'image',
    })
  })

  test('says its language, and the language of an entry that differs', () => {
    const feed = feedOf([
      { ...hello, language: 'pt-BR' },
      { ...hello, language: 'English, mostly' },
    ])
    expect(feed['@_xml:lang']).toBe('en')
    expect(feed.entry.map((entry: Record<string, string>) => entry['@_xml:lang'])).toEqual(['pt-BR', undefined])
  })
})
