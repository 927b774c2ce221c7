import { describe, expect, test } from 'vitest'
import { checkFeed } from './check.ts'
import { feedText, hello } from './entry.fixture.ts'

const rss = (inside: string) => `<rss version="2.0"><channel><item>${inside}</item></channel></rss>`

describe('the check of a feed', () => {
  test('passes what the program writes', () => {
    for (const name of ['rss.xml', 'atom.xml', 'feed.json'] as const) checkFeed(name, feedText(name, [hello]), 1)
  })

  test.each([
    ['an entity that nobody defined', '<title>&nbsp;</title>'],
    ['a control character', '<title>\u0001</title>'],
    ['a reference to a control character', '<title>&#1;</title>'],
    ['a lone surrogate', '<title>\udc00</title>'],
    ['tags that cross', '<title><b></title></b>'],
    ['an attribute twice', '<enclosure url="a" url="b"/>'],
    ['a prefix that nobody declared', '<dc:creator>Ada</dc:creator>'],
    ['"]]>" in a text', '<title>]]></title>'],
  ])('refuses %s', (_, inside) => {
    expect(() => checkFeed('rss.xml', rss(inside), 1)).toThrow('rss.xml is not well-formed XML')
  })

  test('refuses half a feed', () => {
    const text = feedText('atom.xml', [hello])
    expect(() => checkFeed('atom.xml', text.slice(0, text.length / 2), 1)).toThrow('atom.xml is not well-formed XML')
  })

  test('refuses XML that is no feed', () => {
    expect(() => checkFeed('rss.xml', '<html/>', 0)).toThrow('opens with <html>')
  })

  test('refuses an Atom feed without its namespace', () => {
    expect(() => checkFeed('atom.xml', '<feed><entry/></feed>', 1)).toThrow('atom.xml opens with <feed>')
  })

  test('counts the entries of XML', () => {
    expect(() => checkFeed('rss.xml', rss(''), 2)).toThrow('rss.xml holds 1 entries where 2 are due.')
  })

  test('counts the entries of JSON', () => {
    expect(() => checkFeed('feed.json', feedText('feed.json', [hello]), 0)).toThrow('holds 1 entries where 0 are due.')
  })

  test('refuses JSON that is no feed', () => {
    expect(() => checkFeed('feed.json', '{"items": []}', 0)).toThrow('feed.json is no JSON Feed 1.1.')
    expect(() => checkFeed('feed.json', 'null', 0)).toThrow('feed.json is no JSON Feed 1.1.')
  })

  test.each([
    ['tags/c++/rss.xml', 'rss.xml'],
    ['archive/atom-12.xml', 'atom.xml'],
    ['archive/feed-3.json', 'feed.json'],
  ])('knows the format of %s', (name, head) => {
    const text = feedText(head, [hello])
    checkFeed(name, text, 1)
    expect(() => checkFeed(name, text, 2)).toThrow(`${name} holds 1 entries where 2 are due.`)
  })

  test('refuses half an OPML, and XML that is none', () => {
    checkFeed('feeds.opml', '<opml version="2.0"><body/></opml>')
    expect(() => checkFeed('feeds.opml', '<opml version="2.0"><body>')).toThrow('feeds.opml is not well-formed XML')
    expect(() => checkFeed('feeds.opml', '<rss/>')).toThrow('feeds.opml opens with <rss>')
  })

  test('has nothing to say of a page', () => {
    checkFeed('subscribe.html', '<!doctype html><p>Hello', 0)
  })

  test('refuses half a JSON feed, by name', () => {
    expect(() => checkFeed('feed.json', '{"items": [', 0)).toThrow('feed.json is no JSON')
  })
})
