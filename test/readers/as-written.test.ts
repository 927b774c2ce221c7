import { describe, expect, it } from 'vitest'
import { ServedSite } from '../support/served-site.ts'
import { makeSite, post } from '../support/site.ts'
import { parseFeed } from './feedparser.ts'
import { startNewsboat } from './newsboat.ts'
import { startRss2email } from './rss2email.ts'

const FEEDS = [
  { feed: '/rss.xml', format: 'rss20' },
  { feed: '/atom.xml', format: 'atom10' },
]

/** RSS cannot say whether a title is HTML, and rss2email believes that this one is, and prints it as Markdown. */
const LIKE_HTML = 'All of <b>bold</b> is told'

const TITLES = [
  LIKE_HTML,
  'Vec<T> & 5 < 6 &amp;',
  ']]> twice ]]> and <![CDATA[ once',
  '<script>alert(1)</script>',
  '&lt;p&gt; &#60; &nbsp; &copy; &notanentity;',
  'AT&T, R&D and a & b',
  '"Quotes", \'more\' and `ticks`',
  'C:\\new\\table \\u0041 100% %20 $1 {{ y }} {% z %}',
  'Fête à la crème 🎉 👨‍👩‍👧 🏴󠁧󠁢󠁳󠁣󠁴󠁿',
  '東京の朝、静かな一週間',
  'שלום עולם and مرحبا',
  '--> -- <!-- no comment -->',
  '<?xml version="1.0"?>',
  'urn:text:0',
]

async function serve(titles: string[]) {
  const posts = titles.map((title, n) => [
    `posts/post-${n}.md`,
    post(title, `2026-03-${String(n + 1).padStart(2, '0')}`),
  ])
  const served = new ServedSite(makeSite(Object.fromEntries(posts)))
  await served.open()
  await served.publish()
  return { served, url: await served.serve() }
}

describe.each(FEEDS)('$feed', ({ feed, format }) => {
  it('is read by feedparser without a complaint, every title as it was written', async () => {
    const { url } = await serve(TITLES)
    const { entries, ...head } = await parseFeed(url + feed)
    expect(head).toEqual({ complaint: null, format })
    expect(entries.map(({ title }) => title)).toEqual(TITLES.toReversed())
  })

  it('has the ids and addresses of the JSON feed, as feedparser reads it', async () => {
    const { served, url } = await serve(TITLES)
    const { entries } = await parseFeed(url + feed)
    const { items } = JSON.parse(served.site.read('public/feed.json')) as { items: { id: string; url: string }[] }
    expect(entries.map(({ id, link }) => ({ id, url: link }))).toEqual(items.map(({ id, url }) => ({ id, url })))
  })

  it('is read by feedparser without a complaint while there is no post', async () => {
    const { url } = await serve([])
    expect(await parseFeed(url + feed)).toEqual({ complaint: null, format, entries: [] })
  })

  it('shows every title in newsboat as it was written', async () => {
    const { url } = await serve(TITLES)
    expect((await startNewsboat([url + feed])).shown()).toEqual(TITLES.toSorted())
  })

  it('gives every title to rss2email as it was written', async () => {
    const titles = feed === '/rss.xml' ? TITLES.filter((title) => title !== LIKE_HTML) : TITLES
    const { url } = await serve(titles)
    expect((await startRss2email([url + feed])).shown()).toEqual(titles.toSorted())
  })
})
