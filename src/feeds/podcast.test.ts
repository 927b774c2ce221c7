import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { config, feedText, hello } from './entry.fixture.ts'
import type { Entry } from './entry.ts'

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false })
const sound = { url: 'https://blog.example.org/1.mp3', type: 'audio/mpeg', length: 9, durationSeconds: 3723 }
const channelOf = (entry: Partial<Entry>, settings = config) =>
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

  test('makes the feed name its author and where to reach them', () => {
    const author = { name: 'Ada Example', email: 'ada@example.org' }
    const channel = channelOf({ enclosures: [sound] }, { ...config, site: { ...config.site, author } })
    expect(channel['itunes:author']).toBe('Ada Example')
    expect(channel['itunes:owner']).toEqual({ 'itunes:name': 'Ada Example', 'itunes:email': 'ada@example.org' })
  })

  test('makes the feed name the site where nobody is named', () => {
    const { author: _, ...site } = config.site
    const channel = channelOf({ enclosures: [sound] }, { ...config, site })
    expect(channel['itunes:author']).toBe('Ada writes')
    expect(channel).not.toHaveProperty('itunes:owner')
  })
})

test('a feed without episodes has nothing of podcasts', () => {
  const enclosures = [{ url: 'https://blog.example.org/a.pdf', type: 'application/pdf', length: 9 }]
  expect(feedText('rss.xml', [{ ...hello, enclosures }])).not.toContain('itunes')
})
