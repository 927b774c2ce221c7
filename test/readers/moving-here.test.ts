import { utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ServedSite } from '../support/served-site.ts'
import { makeSite, post } from '../support/site.ts'
import { parseFeed } from './feedparser.ts'
import { startNewsboat } from './newsboat.ts'
import { startRss2email } from './rss2email.ts'

const IDS = [
  'https://old.example/?p=12&preview=no',
  'https://old.example/2019/hello',
  'urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a',
]

const OLD_RSS = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Old</title><link>https://old.example</link><description>Old</description>
${IDS.map(
  (id, n) => `<item><title>Post ${n}</title><link>https://old.example/${n}/</link>
<guid isPermaLink="false">${id.replaceAll('&', '&amp;')}</guid><pubDate>Fri, 1${n} Jan 2019 10:00:00 +0000</pubDate>
<description>Old words.</description></item>`,
).join('\n')}
</channel></rss>
`

const OLD_ATOM = `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><id>https://old.example/</id><updated>2019-01-20T10:00:00Z</updated>
${IDS.map(
  (
    id,
    n,
  ) => `<entry><title>Post ${n}</title><link href="https://old.example/${n}/"/><id>${id.replaceAll('&', '&amp;')}</id>
<updated>2019-01-1${n}T10:00:00Z</updated><content type="html">Old words.</content></entry>`,
).join('\n')}
</feed>
`

/** A blog of another program, at the address where its posts shall come from Dateline. */
async function oldBlog() {
  const served = new ServedSite(makeSite({ 'public/rss.xml': OLD_RSS, 'public/atom.xml': OLD_ATOM }))
  for (const name of ['rss.xml', 'atom.xml']) utimesSync(served.site.path('public', name), 1_547_000_000, 1_547_000_000)
  await served.open()
  return { served, url: await served.serve() }
}

function bringPosts({ site }: ServedSite): void {
  for (const [n, id] of IDS.entries()) {
    const field = n === 0 ? 'guid' : 'id'
    site.write(`posts/post-${n}.md`, post(`Post ${n}`, `2019-01-1${n}`, 'Old words.\n', `${field}: ${id}\n`))
  }
}

describe.each(['/rss.xml', '/atom.xml'])('a blog that moves here, with its readers at %s', (feed) => {
  it.each([
    { name: 'newsboat', start: startNewsboat },
    { name: 'rss2email', start: startRss2email },
  ])('shows nothing twice in $name, and then one new post', async ({ start }) => {
    const { served, url } = await oldBlog()
    const reader = await start([url + feed])
    const seen = ['Post 0', 'Post 1', 'Post 2']
    expect(reader.shown()).toEqual(seen)

    bringPosts(served)
    await served.publish()
    expect(served.site.read(`public${feed}`)).toContain('Dateline')
    await reader.reload()
    expect(reader.shown()).toEqual(seen)

    served.site.write('posts/new.md', post('A first post here', '2026-05-01'))
    await served.publish()
    await reader.reload()
    expect(reader.shown()).toEqual(['A first post here', ...seen])
  })

  it('keeps the ids of its posts', async () => {
    const { served, url } = await oldBlog()
    bringPosts(served)
    await served.publish()
    const { entries } = await parseFeed(url + feed)
    expect(entries.map(({ id }) => id)).toEqual(IDS.toReversed())
  })
})

it('keeps the ids of a blog that moves here in the JSON feed', async () => {
  const { served } = await oldBlog()
  bringPosts(served)
  await served.publish()
  const { items } = JSON.parse(served.site.read('public/feed.json')) as { items: { id: string }[] }
  expect(items.map(({ id }) => id)).toEqual(IDS.toReversed())
})
