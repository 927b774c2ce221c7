import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { checkFeed } from './check.ts'
import { config } from './entry.fixture.ts'
import { list } from './list.fixture.ts'
import { renderOpml } from './opml.ts'

const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, htmlEntities: true })
const site = 'https://blog.example.org'

describe('the OPML of a site', () => {
  const text = renderOpml(list('opml'), config)
  const { opml } = parser.parse(text)

  test('is well-formed OPML 2.0, with no date in it', () => {
    checkFeed('feeds.opml', text)
    expect(opml['@_version']).toBe('2.0')
    expect(opml.head).toEqual({ title: 'Ada writes', ownerName: 'Ada Example' })
  })

  test('lists the feed of all posts first, then each tag', () => {
    expect(
      opml.body.outline.map((outline: Record<string, string>) => [outline['@_text'], outline['@_xmlUrl']]),
    ).toEqual([
      ['Ada writes', `${site}/rss.xml`],
      ['Ada writes: C++ & <x>', `${site}/tags/c-x--123456789abc/rss.xml`],
      ['Ada writes: 日本', `${site}/tags/%E6%97%A5%E6%9C%AC/rss.xml`],
    ])
  })

  test('says of each feed what a reader wants to know', () => {
    expect(opml.body.outline[0]).toEqual({
      '@_text': 'Ada writes',
      '@_title': 'Ada writes',
      '@_type': 'rss',
      '@_version': 'RSS2',
      '@_xmlUrl': `${site}/rss.xml`,
      '@_htmlUrl': `${site}/`,
      '@_language': 'en',
      '@_description': 'On engines',
    })
  })

  test('has no owner where the site names none, and no empty description', () => {
    const { author: _, ...bare } = { ...config.site, title: 'A\u0001', description: '' }
    const { head, body } = parser.parse(renderOpml({ ...list('opml'), tags: [] }, { ...config, site: bare })).opml
    expect(head).toEqual({ title: 'A' })
    expect(body.outline).not.toHaveProperty('@_description')
  })
})
