import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { feedDocument, hello, textOf } from './entry.fixture.ts'

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, htmlEntities: true })

describe('the feed of a tag', () => {
  const tag = { scope: { kind: 'tag', tag: '日本 & <x>', path: '日本-x--123456789abc' } } as const

  test('has its own title, id and address, and the page of the site', () => {
    const { feed } = parser.parse(textOf(feedDocument('atom', tag), [hello]))
    expect(feed.title).toBe('Ada writes: 日本 & <x>')
    expect(feed.id).toBe('tag:blog.example.org,2024:feed/tags/%E6%97%A5%E6%9C%AC-x--123456789abc')
    expect(feed.link).toEqual([
      { '@_rel': 'alternate', '@_href': 'https://blog.example.org/' },
      { '@_rel': 'self', '@_href': 'https://blog.example.org/tags/%E6%97%A5%E6%9C%AC-x--123456789abc/atom.xml' },
    ])
  })

  test('has the same title in every format', () => {
    expect(JSON.parse(textOf(feedDocument('json', tag), [hello])).title).toBe('Ada writes: 日本 & <x>')
    expect(textOf(feedDocument('rss', tag), [hello])).toContain('<title>Ada writes: 日本 &#x26; &#x3C;x&#x3E;</title>')
  })

  test('finds its style sheet two folders above', () => {
    expect(textOf(feedDocument('atom', tag), [hello])).toContain('href="../../feed.css"')
  })
})
