import { describe, expect, test } from 'vitest'
import { config, feedText, hello } from './entry.fixture.ts'
import type { Entry } from './entry.ts'

const feedOf = (entries: Entry[], settings = config) => JSON.parse(feedText('feed.json', entries, settings))
const itemOf = (entry: Partial<Entry>, settings = config) => feedOf([{ ...hello, ...entry }], settings).items[0]

describe('JSON Feed', () => {
  test('is of version 1.1, with the facts of the site', () => {
    const { items: _, ...head } = feedOf([hello])
    expect(head).toEqual({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'Ada writes',
      home_page_url: 'https://blog.example.org/',
      feed_url: 'https://blog.example.org/feed.json',
      description: 'On engines',
      language: 'en',
      authors: [{ name: 'Ada Example', url: 'https://ada.example.org/' }],
    })
  })

  test('gives a post with its id, address, text, summary and dates', () => {
    expect(itemOf({ updatedAt: Date.UTC(2024, 4, 21) })).toMatchObject({
      id: 'tag:blog.example.org,2024-05-20:hello',
      url: 'https://blog.example.org/hello/',
      title: 'Hello',
      content_html: '<p>Hello <b>world</b></p>',
      summary: 'Hello world',
      date_published: '2024-05-20T08:00:00Z',
      date_modified: '2024-05-21T00:00:00Z',
    })
  })

  test('gives the summary as the text where feeds show summaries', () => {
    const item = itemOf({ summary: '5 < 6' }, { ...config, feeds: { content: 'summary' } })
    expect(item.content_text).toBe('5 < 6')
    expect(item).not.toHaveProperty('content_html')
    expect(item).not.toHaveProperty('summary')
  })

  test('gives every author, and none where the feed names them', () => {
    expect(itemOf({ authors: [{ name: 'Bo', url: 'https://bo.example/' }, { name: 'Cy' }] }).authors).toEqual([
      { name: 'Bo', url: 'https://bo.example/' },
      { name: 'Cy' },
    ])
    expect(itemOf({})).not.toHaveProperty('authors')
  })

  test('attaches enclosures and the measured picture', () => {
    const sound = {
      url: 'https://blog.example.org/a.mp3',
      type: 'audio/mpeg',
      length: 1234,
      title: 'Sound',
      durationSeconds: 61,
    }
    const image = { url: 'https://blog.example.org/a.webp', type: 'image/webp', length: 77 }
    const item = itemOf({ enclosures: [sound], image })
    expect(item.image).toBe('https://blog.example.org/a.webp')
    expect(item.attachments).toEqual([
      {
        url: 'https://blog.example.org/a.mp3',
        mime_type: 'audio/mpeg',
        title: 'Sound',
        size_in_bytes: 1234,
        duration_in_seconds: 61,
      },
      { url: 'https://blog.example.org/a.webp', mime_type: 'image/webp', size_in_bytes: 77 },
    ])
  })

  test('gives no size to a file of unknown length', () => {
    const enclosures = [{ url: 'https://elsewhere.example/a.pdf', type: 'application/pdf', length: 0 }]
    expect(itemOf({ enclosures }).attachments).toEqual([
      { url: 'https://elsewhere.example/a.pdf', mime_type: 'application/pdf' },
    ])
  })

  test('gives tags, and the language of a post that differs', () => {
    expect(itemOf({ tags: ['C++', '日本'], language: 'ja' })).toMatchObject({ tags: ['C++', '日本'], language: 'ja' })
    expect(itemOf({ language: 'en' })).not.toHaveProperty('language')
  })
})
