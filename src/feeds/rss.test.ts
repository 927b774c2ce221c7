import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { config, feedText, hello } from './entry.fixture.ts'
import type { Entry } from './entry.ts'

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, htmlEntities: true, isArray: isList })

function isList(_: string, path: unknown): boolean {
  return /item$|dc:creator$|item\.category$/.test(String(path))
}

const channelOf = (entries: Entry[], settings = config) =>
  parser.parse(feedText('rss.xml', entries, settings)).rss.channel
const itemOf = (entry: Partial<Entry>, settings = config) => channelOf([{ ...hello, ...entry }], settings).item[0]

describe('RSS', () => {
  test('names the post by its permanent id, which is no link', () => {
    expect(itemOf({}).guid).toEqual({ '#text': 'tag:blog.example.org,2024-05-20:hello', '@_isPermaLink': 'false' })
    expect(itemOf({}).link).toBe('https://blog.example.org/hello/')
  })

  test('keeps an id that is a web address character for character', () => {
    expect(itemOf({ id: 'https://Blog.example.org/?p=1&q=é' }).guid['#text']).toBe('https://Blog.example.org/?p=1&q=é')
  })

  test('writes a title in the references that readers of text and of HTML both show as it is', () => {
    expect(feedText('rss.xml', [{ ...hello, title: 'Vec<T> & 5 < 6 &amp;' }])).toContain(
      '<title>Vec&#x3C;T&#x3E; &#x26; 5 &#x3C; 6 &#x26;amp;</title>',
    )
  })

  test('gives the summary as HTML that shows the plain text', () => {
    expect(itemOf({ summary: '5 < 6 & more' }).description).toBe('5 &lt; 6 &amp; more')
  })

  test('opens the whole content with the subtitle', () => {
    expect(itemOf({ subtitle: 'A & B' })['content:encoded']).toBe(
      '<p><em>A &amp; B</em></p>\n<p>Hello <b>world</b></p>',
    )
  })

  test('leaves the whole content out where feeds show summaries', () => {
    const item = itemOf({}, { ...config, feeds: { content: 'summary' } })
    expect(item['content:encoded']).toBeUndefined()
    expect(item.description).toBe('Hello world')
  })

  test('dates the item by its publication and the channel by the newest change', () => {
    const channel = channelOf([
      hello,
      {
        ...hello,
        id: 'tag:blog.example.org,1965:old',
        publishedAt: Date.UTC(1965, 0, 2),
        updatedAt: Date.UTC(2024, 5, 1),
      },
    ])
    expect(channel.item.map((item: { pubDate: string }) => item.pubDate)).toEqual([
      'Mon, 20 May 2024 08:00:00 +0000',
      'Sat, 02 Jan 1965 00:00:00 +0000',
    ])
    expect(channel.lastBuildDate).toBe('Sat, 01 Jun 2024 00:00:00 +0000')
  })

  test('names every author of a post in an element of its own', () => {
    expect(itemOf({ authors: [{ name: 'Bo' }, { name: 'Cy <c>', email: 'cy@example.org' }] })['dc:creator']).toEqual([
      'Bo',
      'Cy <c>',
    ])
  })

  test('names the author of the site where a post names none', () => {
    expect(itemOf({})['dc:creator']).toEqual(['Ada Example'])
  })

  test('gives each tag once', () => {
    expect(itemOf({ tags: ['C++', 'a/b', 'C++', ' ', '日本 & <x>'] }).category).toEqual(['C++', 'a/b', '日本 & <x>'])
  })

  test('encloses what can be played before anything else, with its true length and type', () => {
    const pdf = { url: 'https://blog.example.org/a.pdf', type: 'application/pdf', length: 7 }
    const sound = { url: 'https://blog.example.org/a.mp3?x=1&y=2', type: 'audio/mpeg', length: 1234, title: 'Sound' }
    expect(itemOf({ enclosures: [pdf, sound] }).enclosure).toEqual({
      '@_url': 'https://blog.example.org/a.mp3?x=1&y=2',
      '@_type': 'audio/mpeg',
      '@_length': '1234',
    })
  })

  test('encloses a picture whose length is known', () => {
    const image = { url: 'https://blog.example.org/a.webp', type: 'image/webp', length: 77 }
    expect(itemOf({ image }).enclosure['@_length']).toBe('77')
  })

  test('shows a picture of unknown length as media content, not as an enclosure', () => {
    const item = itemOf({ image: { url: 'https://elsewhere.example/a.png', alt: 'A <dot>' } })
    expect(item.enclosure).toBeUndefined()
    expect(item['media:content']).toEqual({
      '@_url': 'https://elsewhere.example/a.png',
      '@_medium': 'image',
      'media:description': { '#text': 'A <dot>', '@_type': 'plain' },
    })
  })

  test('says the language of an item that differs from the language of the channel', () => {
    expect(itemOf({ language: 'he' })['dc:language']).toBe('he')
    expect(itemOf({ language: 'EN' })['dc:language']).toBeUndefined()
    expect(channelOf([hello]).language).toBe('en')
  })

  test('names its own address, its generator and how long it keeps', () => {
    const channel = channelOf([hello])
    expect(channel['atom:link']).toEqual({
      '@_href': 'https://blog.example.org/rss.xml',
      '@_rel': 'self',
      '@_type': 'application/rss+xml',
    })
    expect([channel.generator, channel.ttl]).toEqual(['Dateline', '15'])
  })

  test('describes a site without a description by its title', () => {
    const settings = { ...config, site: { ...config.site, description: '' } }
    expect(channelOf([hello], settings).description).toBe('Ada writes')
  })
})
