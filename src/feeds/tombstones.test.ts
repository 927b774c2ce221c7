import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { feedDocument, hello, textOf } from './entry.fixture.ts'

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false })

describe('withdrawn posts', () => {
  const tombstones = [
    { id: 'tag:blog.example.org,2024:gone', withdrawnAt: Date.UTC(2024, 6, 1, 12) },
    { id: 'https://old.example/?p=1&q=2', withdrawnAt: Date.UTC(2024, 5, 1) },
  ]

  test('are tombstones in Atom (RFC 6721), with the date of their end', () => {
    const { feed } = parser.parse(textOf(feedDocument('atom', { tombstones }), [hello]))
    expect(feed['at:deleted-entry']).toEqual([
      { '@_ref': 'tag:blog.example.org,2024:gone', '@_when': '2024-07-01T12:00:00Z' },
      { '@_ref': 'https://old.example/?p=1&q=2', '@_when': '2024-06-01T00:00:00Z' },
    ])
    expect(feed['@_xmlns:at']).toBe('http://purl.org/atompub/tombstones/1.0')
  })

  test('count as a change of the feed', () => {
    const { feed } = parser.parse(textOf(feedDocument('atom', { tombstones }), [hello]))
    expect(feed.updated).toBe('2024-07-01T12:00:00Z')
  })

  test('leave no trace of their module where there are none', () => {
    expect(textOf(feedDocument('atom'), [hello])).not.toContain('tombstones')
  })
})
