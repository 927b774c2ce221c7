import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import type { FeedConfig } from './channel.ts'
import { config, feedText, hello } from './entry.fixture.ts'
import type { Entry } from './entry.ts'

const podcast = {
  cover: 'https://blog.example.org/cover.jpg',
  category: 'Society & Culture > Documentary',
  explicit: false,
  owner: { name: 'Ada Example', email: 'ada@example.org' },
}
const show: FeedConfig = { ...config, feeds: { content: 'full', podcast } }

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false })
const sound = { url: 'https://blog.example.org/1.mp3', type: 'audio/mpeg', length: 9, durationSeconds: 3723 }
const channelOf = (entry: Partial<Entry>, settings = show) =>
  parser.parse(feedText('rss.xml', [{ ...hello, ...entry }], settings)).rss.channel

describe('an episode', () => {
  test('has its duration in seconds and its authors', () => {
    const { item } = channelOf({ enclosures: [sound], authors: [{ name: 'Bo' }, { name: 'Cy' }] })
    expect([item['itunes:duration'], item['itunes:author']]).toEqual(['3723', 'Bo, Cy'])
  })

  test('has no duration that nobody knows', () => {
    expect(channelOf({ enclosures: [{ ...sound, durationSeconds: undefined }] }).item).not.toHaveProperty(
      'itunes:duration',
    )
  })

  test.each([
    ['a JPEG', { url: 'https://blog.example.org/a', type: 'image/jpeg', length: 5 }, true],
    ['a PNG of unknown type', { url: 'https://elsewhere.example/a.PNG?x=1' }, true],
    ['a WebP', { url: 'https://blog.example.org/a.webp', type: 'image/webp', length: 5 }, false],
    ['a picture of unknown type and name', { url: 'https://elsewhere.example/a' }, false],
  ])('shows %s as podcast readers can', (_, image, isShown) => {
    const { item } = channelOf({ enclosures: [sound], image })
    expect(item['itunes:image']).toEqual(isShown ? { '@_href': image.url } : undefined)
  })
})

describe('a podcast', () => {
  test('tells directories its cover, category, owner and whether it is explicit', () => {
    const channel = channelOf({ enclosures: [sound] })
    expect(channel['itunes:image']).toEqual({ '@_href': 'https://blog.example.org/cover.jpg' })
    expect(channel['itunes:category']).toEqual({
      '@_text': 'Society & Culture',
      'itunes:category': { '@_text': 'Documentary' },
    })
    expect(channel['itunes:owner']).toEqual({ 'itunes:name': 'Ada Example', 'itunes:email': 'ada@example.org' })
    expect(channel['itunes:explicit']).toBe('false')
  })

  test('has a category without a subcategory', () => {
    const feeds = { content: 'full', podcast: { ...podcast, category: 'Technology' } } as const
    expect(channelOf({}, { ...config, feeds })['itunes:category']).toEqual({ '@_text': 'Technology' })
  })

  test('names its author, or itself where nobody is named', () => {
    expect(channelOf({})['itunes:author']).toBe('Ada Example')
    const { author: _, ...site } = config.site
    expect(channelOf({}, { ...show, site })['itunes:author']).toBe('Ada writes')
  })

  test('says nothing of a podcast about a post that cannot be played', () => {
    const enclosures = [{ url: 'https://blog.example.org/a.pdf', type: 'application/pdf', length: 9 }]
    const image = { url: 'https://blog.example.org/a.jpg' }
    expect(Object.keys(channelOf({ enclosures, image }).item).filter((name) => name.startsWith('itunes'))).toEqual([])
  })
})

test('a feed of a site that is no podcast has nothing of podcasts, and its episodes can be played', () => {
  expect(feedText('rss.xml', [{ ...hello, enclosures: [sound] }])).not.toContain('itunes')
  expect(channelOf({ enclosures: [sound] }, config).item.enclosure).toEqual({
    '@_url': 'https://blog.example.org/1.mp3',
    '@_length': '9',
    '@_type': 'audio/mpeg',
  })
})
