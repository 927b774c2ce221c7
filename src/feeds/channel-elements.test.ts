import { describe, expect, test } from 'vitest'
import { config, feedDocument, hello, textOf } from './entry.fixture.ts'

describe('a hub', () => {
  const hub = 'https://hub.example.org/'
  const settings = { ...config, feeds: { ...config.feeds, hub } }
  const tag = { scope: { kind: 'tag', tag: 'web', path: 'web' } } as const

  test.each([
    ['the head', {}],
    ['the feed of a tag', tag],
  ])('is named by %s, in every format', (_, scope) => {
    const linked = (format: 'rss' | 'atom') => textOf(feedDocument(format, scope), [hello], settings)
    expect(linked('atom')).toContain(`<link rel="hub" href="${hub}"/>`)
    expect(linked('rss')).toContain(`<atom:link rel="hub" href="${hub}"/>`)
    expect(JSON.parse(textOf(feedDocument('json', scope), [hello], settings)).hubs).toEqual([
      { type: 'WebSub', url: hub },
    ])
  })

  test('is not named by an archive page, which never changes', () => {
    for (const format of ['rss', 'atom', 'json'] as const) {
      expect(textOf(feedDocument(format, { scope: { kind: 'archive', page: 3 } }), [hello], settings)).not.toContain(
        'hub.example.org',
      )
    }
  })
})

test('a head tells readers how often to come back, in RSS and Atom alike', () => {
  for (const format of ['rss', 'atom'] as const) {
    const text = textOf(feedDocument(format), [hello])
    expect(text).toContain('<sy:updatePeriod>daily</sy:updatePeriod>')
    expect(text).toContain('<sy:updateFrequency>96</sy:updateFrequency>')
  }
})
