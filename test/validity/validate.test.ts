import { describe, expect, it } from 'vitest'
import { validate } from './validate.ts'

const setting = { address: 'https://blog.example.org/atom.xml', now: Date.UTC(2026, 4) }

const ATOM = `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <id>tag:blog.example.org,2024:feed</id>
  <title>Notes</title>
  <updated>2024-05-20T00:00:00+02:00</updated>
  <author><name>Ada</name></author>
  <link rel="self" href="https://blog.example.org/atom.xml"/>
  <entry>
    <id>tag:blog.example.org,2024-05-20:hello</id>
    <title type="text">Hello</title>
    <link rel="alternate" href="https://blog.example.org/hello/"/>
    <updated>2024-05-20T00:00:00+02:00</updated>
    <content type="html">&lt;p&gt;Hello&lt;/p&gt;</content>
  </entry>
</feed>
`

const RSS = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  xmlns:content="http://purl.org/rss/1.0/modules/content/">
  <channel>
    <title>Notes</title>
    <link>https://blog.example.org/</link>
    <description>Notes</description>
    <language>en</language>
    <atom:link rel="self" href="https://blog.example.org/atom.xml"/>
    <item>
      <title>Hello</title>
      <link>https://blog.example.org/hello/</link>
      <guid isPermaLink="false">tag:blog.example.org,2024-05-20:hello</guid>
      <pubDate>Mon, 20 May 2024 00:00:00 +0200</pubDate>
      <description>Hello</description>
      <enclosure url="https://blog.example.org/1.mp3" length="9" type="audio/mpeg"/>
    </item>
  </channel>
</rss>
`

const JSON_FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'Notes',
  feed_url: 'https://blog.example.org/atom.xml',
  items: [{ id: 'tag:blog.example.org,2024-05-20:hello', content_text: 'Hello', tags: ['web'] }],
})

const rulesOf = (name: string, text: string) => validate(name, text, setting).map(({ rule }) => rule)

describe('the validator', () => {
  it.each([
    ['atom.xml', ATOM],
    ['rss.xml', RSS],
    ['feed.json', JSON_FEED],
  ])('has no complaint about a good %s', (name, text) => expect(validate(name, text, setting)).toEqual([]))

  it.each([
    ['not-well-formed', '</entry>', ''],
    ['namespace-unknown', '<entry>', '<entry><x xmlns="urn:x"/>'],
    ['element-missing', /<id>.*<\/id>/, ''],
    ['element-repeated', '<title>Notes</title>', '<title>Notes</title><title>Notes</title>'],
    ['element-after-entries', '</entry>', '</entry><subtitle>Late</subtitle>'],
    ['id-no-iri', 'tag:blog.example.org,2024-05-20:hello', '12345'],
    ['id-no-iri', 'tag:blog.example.org,2024-05-20:hello', 'tag:blog.example.org:hello'],
    ['id-repeated', 'tag:blog.example.org,2024-05-20:hello', 'tag:blog.example.org,2024:feed'],
    ['date-invalid', '2024-05-20T00:00:00+02:00', '2024-05-20'],
    ['date-implausible', '2024-05-20T00:00:00+02:00', '1970-01-01T00:00:00Z'],
    ['date-implausible', '2024-05-20T00:00:00+02:00', '2027-01-01T00:00:00Z'],
    ['self-missing', 'rel="self"', 'rel="via"'],
    ['self-elsewhere', 'href="https://blog.example.org/atom.xml"', 'href="https://blog.example.org/feed.xml"'],
    ['language-missing', ' xml:lang="en"', ''],
    ['language-invalid', 'xml:lang="en"', 'xml:lang="English, mostly"'],
    ['address-invalid', 'https://blog.example.org/hello/', '/hello/'],
    ['address-invalid', 'https://blog.example.org/hello/', 'https://blog.example.org/東京'],
    ['alternate-not-one', /<link rel="alternate".*/, ''],
    ['author-missing', '<author><name>Ada</name></author>', ''],
    ['mail-address-in-name', '<name>Ada', '<name>Ada &lt;ada@example.org&gt;'],
    ['html-undeclared', 'Hello<', '&lt;b&gt;Hello&lt;/b&gt;<'],
    ['text-empty', '>Hello<', '><'],
    ['entry-says-nothing', /<content.*/, ''],
    ['html-risky-element', '&lt;p&gt;Hello', '&lt;script&gt;&lt;/script&gt;&lt;p&gt;Hello'],
    ['html-risky-attribute', '&lt;p&gt;', '&lt;p onclick="x"&gt;'],
    ['html-relative-address', '&lt;p&gt;', '&lt;img src="a.png"&gt;&lt;p&gt;'],
    ['html-badly-nested', '&lt;p&gt;', '&lt;p&gt;&lt;div&gt;&lt;/div&gt;'],
    ['characters-bad', 'Hello', 'Hell\ufffd'],
    ['characters-bad', 'Hello', 'Hell\u0092'],
    ['archive-without-head', '<id>', '<archive xmlns="http://purl.org/syndication/history/1.0"/><id>'],
    ['archive-without-neighbours', '<id>', '<archive xmlns="http://purl.org/syndication/history/1.0"/><id>'],
  ])('finds in Atom: %s', (rule, good, bad) => {
    expect(rulesOf('atom.xml', ATOM.replace(good, bad))).toContain(rule)
  })

  it('finds in Atom: updated-repeated', () => {
    const entry = /<entry>.*<\/entry>/s.exec(ATOM)![0]
    const twice = ATOM.replace(entry, entry + entry.replace(':hello', ':other'))
    expect(rulesOf('atom.xml', twice)).toEqual(['updated-repeated'])
  })

  it.each([
    ['date-invalid', 'Mon, 20 May', 'Tue, 20 May'],
    ['date-invalid', '+0200', '+0545'],
    ['guid-no-address', ' isPermaLink="false"', ''],
    ['id-hardly-unique', 'tag:blog.example.org,2024-05-20:hello', '12345'],
    ['description-not-before-content', '<description>Hello</description>', '<content:encoded>Hello</content:encoded>'],
    ['element-unknown', '<title>Hello', '<published/><title>Hello'],
    ['element-after-items', '</item>', '</item><generator>x</generator>'],
    ['element-repeated', '<enclosure', '<enclosure url="https://a.example/" length="1" type="a/b"/><enclosure'],
    ['length-invalid', 'length="9"', 'length="many"'],
    ['type-invalid', 'audio/mpeg', 'sound'],
    ['address-invalid', 'https://blog.example.org/1.mp3', 'https://localhost/1.mp3'],
    ['attribute-missing', ' length="9"', ''],
    ['podcast-element-missing', '<pubDate>', '<itunes:duration>3</itunes:duration><pubDate>'],
    ['podcast-value-invalid', '<pubDate>', '<itunes:duration>3 s</itunes:duration><pubDate>'],
  ])('finds in RSS: %s', (rule, good, bad) => {
    expect(rulesOf('rss.xml', RSS.replace(good, bad))).toContain(rule)
  })

  it.each([
    ['not-well-formed', '{', ''],
    ['field-invalid', 'version/1.1', 'version/1'],
    ['field-missing', '"id"', '"_id"'],
    ['field-unknown', '"tags"', '"topics"'],
    ['item-says-nothing', 'content_text', 'summary'],
    ['self-elsewhere', 'atom.xml', 'feed.json'],
  ])('finds in JSON: %s', (rule, good, bad) => {
    expect(rulesOf('feed.json', JSON_FEED.replace(good, bad))).toContain(rule)
  })
})
