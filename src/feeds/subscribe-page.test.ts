import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import { config, palettes } from './entry.fixture.ts'
import { list } from './list.fixture.ts'
import { renderSubscribePage } from './subscribe-page.ts'

type Node = DefaultTreeAdapterTypes.Node
type Found = { tag: string; attributes: Record<string, string>; text: string }

const site = 'https://blog.example.org'
const render = (more: Partial<(typeof config)['site']> = {}) =>
  renderSubscribePage(list('html'), { ...config, site: { ...config.site, ...more } }, palettes)

/** The elements of a page in document order; throws where the HTML is not what it should be. */
function elementsOf(html: string): Found[] {
  const found: Found[] = []
  const visit = (node: Node) => {
    if ('tagName' in node) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
      found.push({ tag: node.tagName, attributes, text: textOf(node) })
    }
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(
    parse(html, {
      onParseError: ({ code }) => {
        throw new Error(code)
      },
    }),
  )
  return found
}

function textOf(node: Node): string {
  if ('value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

const all = (html: string, tag: string) => elementsOf(html).filter((element) => element.tag === tag)

describe('the page of all feeds', () => {
  test('is valid HTML that needs nothing from elsewhere', () => {
    const tags = new Set(elementsOf(render()).map(({ tag }) => tag))
    for (const tag of ['script', 'img', 'iframe', 'form']) expect(tags).not.toContain(tag)
    expect(render()).not.toMatch(/url\(|@import|stylesheet/)
  })

  test('lets readers find the feeds of all posts by its own address', () => {
    const links = all(render(), 'link').filter(({ attributes }) => attributes.rel === 'alternate')
    expect(links.map(({ attributes: { type, title, href } }) => [type, title, href])).toEqual([
      ['application/rss+xml', 'Ada writes (RSS)', `${site}/rss.xml`],
      ['application/atom+xml', 'Ada writes (Atom)', `${site}/atom.xml`],
      ['application/feed+json', 'Ada writes (JSON)', `${site}/feed.json`],
    ])
  })

  test('shows these lines, to be put into other pages', () => {
    const lines = render().match(/^<link rel="alternate".*$/gm)
    expect(all(render(), 'pre')[0]?.text).toBe(lines?.join('\n'))
  })

  test('says in three steps how to subscribe', () => {
    expect(all(render(), 'ol')).toHaveLength(1)
    expect(/<ol[^>]*>(.*?)<\/ol>/s.exec(render())?.[1]?.match(/<li>/g)).toHaveLength(3)
  })

  test('lists the feeds of all posts, then those of each tag with the number of its posts', () => {
    const items = all(render(), 'li').slice(3)
    expect(items.map(({ text }) => text)).toEqual([
      `RSS ${site}/rss.xml Open the RSS feed`,
      `Atom ${site}/atom.xml Open the Atom feed`,
      `JSON ${site}/feed.json Open the JSON feed`,
      'C++ & <x> 1 post RSS feed of C++ & <x> Atom feed of C++ & <x> JSON feed of C++ & <x>',
      '日本 12 posts RSS feed of 日本 Atom feed of 日本 JSON feed of 日本',
    ])
  })

  test('links every feed and the OPML by their whole addresses', () => {
    expect(all(render(), 'a').map(({ attributes }) => attributes.href)).toEqual([
      `${site}/`,
      ...['rss.xml', 'atom.xml', 'feed.json'].map((name) => `${site}/${name}`),
      `${site}/feeds.opml`,
      ...['rss.xml', 'atom.xml', 'feed.json'].map((name) => `${site}/tags/c-x--123456789abc/${name}`),
      ...['rss.xml', 'atom.xml', 'feed.json'].map((name) => `${site}/tags/%E6%97%A5%E6%9C%AC/${name}`),
    ])
  })

  test('has no list of topics for a site without tags', () => {
    const html = renderSubscribePage({ ...list('html'), tags: [] }, config, palettes)
    expect(all(html, 'h2').map(({ text }) => text)).toEqual(['All posts', 'For your own pages'])
  })

  test('shows a title with any characters as it is written', () => {
    const html = render({ title: 'A "b" <script> & c' })
    expect(all(html, 'title')[0]?.text).toBe('Subscribe to A "b" <script> & c')
    expect(all(html, 'header')[0]?.text).toBe('A "b" <script> & c')
    expect(all(html, 'script')).toEqual([])
  })

  test('has one heading of the first level, a language and a viewport', () => {
    expect(all(render(), 'h1')).toHaveLength(1)
    expect(all(render(), 'html')[0]?.attributes.lang).toBe('en')
    expect(render()).toContain('content="width=device-width, initial-scale=1"')
  })

  test('has the colours of the site, for light and for dark', () => {
    const style = all(render(), 'style')[0]?.text ?? ''
    expect(style).toContain('--paper: #ffffff')
    expect(style).toMatch(/prefers-color-scheme: dark\) \{ :root \{ --paper: #111111/)
  })
})
