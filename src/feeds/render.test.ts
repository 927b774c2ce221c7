import { afterEach, describe, expect, test, vi } from 'vitest'
import { checkFeed } from './check.ts'
import { feedText, hello, siteFeeds } from './entry.fixture.ts'

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

describe('the feeds of a site', () => {
  test('are RSS, Atom and JSON Feed', () => {
    expect(siteFeeds([hello]).map(({ name }) => name)).toEqual(['rss.xml', 'atom.xml', 'feed.json'])
  })

  test('are the same on another day in another time zone', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2024, 5, 1) })
    vi.stubEnv('TZ', 'Pacific/Auckland')
    const first = siteFeeds([hello])
    vi.setSystemTime(Date.UTC(2031, 11, 31))
    vi.stubEnv('TZ', 'America/St_Johns')
    expect(siteFeeds([hello])).toEqual(first)
  })

  test('are valid and the same on any day while there are no posts', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2024, 5, 1) })
    const first = siteFeeds([])
    vi.setSystemTime(Date.UTC(2031, 11, 31))
    expect(siteFeeds([])).toEqual(first)
    for (const { name, text } of first) checkFeed(name, text, 0)
  })

  test('spell an address with spaces, brackets and other scripts as a URI', () => {
    const url = 'https://blog.example.org/a b,c:[d]|é/?x=1&y={2}#[z]'
    const spelt = 'https://blog.example.org/a%20b,c:%5Bd%5D%7C%C3%A9/?x=1&y=%7B2%7D#%5Bz%5D'
    expect(JSON.parse(feedText('feed.json', [{ ...hello, url }])).items[0].url).toBe(spelt)
    expect(feedText('atom.xml', [{ ...hello, url }])).toContain(`href="${spelt.replace('&', '&amp;')}"`)
  })

  test('refuse an entry without a web address, by name', () => {
    expect(() => siteFeeds([{ ...hello, url: '/hello/' }])).toThrow(
      'tag:blog.example.org,2024-05-20:hello: "/hello/" is no web address.',
    )
  })

  test('leave out a file whose address is none, and make a type that is none a plain one', () => {
    const enclosures = [
      { url: 'a.mp3', type: 'audio/mpeg', length: 5 },
      { url: 'https://blog.example.org/b.bin', type: 'music', length: 6 },
    ]
    expect(JSON.parse(feedText('feed.json', [{ ...hello, enclosures }])).items[0].attachments).toEqual([
      { url: 'https://blog.example.org/b.bin', mime_type: 'application/octet-stream', size_in_bytes: 6 },
    ])
  })
})
