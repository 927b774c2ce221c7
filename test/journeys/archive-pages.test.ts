import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Clock, CONFIG, makeSite, post, publishAt, type Site } from '../support/site.ts'

const HOST = 'https://blog.example.org/'

function siteOf(count: number): Site {
  const site = makeSite()
  site.write(
    'config/dateline.yaml',
    CONFIG.replace('digest:', 'feeds:\n  items: 10\n  tags: true\n  archive: true\ndigest:'),
  )
  for (let n = 1; n <= count; n++) site.write(`posts/post-${n}.md`, numbered(n))
  return site
}

function numbered(n: number): string {
  const day = new Date(Date.UTC(2020, 0, n)).toISOString().slice(0, 10)
  return post(`Post ${n}`, day, `The words of post ${n}.\n`, `tags: [${n % 2 === 0 ? 'even' : 'C++'}]\n`)
}

/** Ids of entries from the head along prev-archive to its end (RFC 5005). */
function walk(site: Site): string[] {
  const ids: string[] = []
  for (let name: string | undefined = 'atom.xml'; name !== undefined; ) {
    const text: string = site.read(`public/${name}`)
    for (const [, id = ''] of text.matchAll(/<entry.*?<id>([^<]*)<\/id>/gs)) ids.push(id)
    name = /<link[^>]*rel="prev-archive"[^>]*href="([^"]*)"/.exec(text)?.[1]?.slice(HOST.length)
  }
  return ids
}

it('is walked from the head to the first post, meeting each once', async () => {
  const site = siteOf(125)
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  const { feeds } = await publishAt(app, clock, '2026-05-01T10:00')
  expect(feeds.failed).toBeNull()
  const ids = walk(site)
  expect(ids).toHaveLength(125)
  expect(new Set(ids).size).toBe(125)
})

it('changes by one more post in the head, in the feeds of its tags and in one page', async () => {
  const site = siteOf(125)
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')
  site.write('posts/new.md', post('New', '2026-04-30', 'Words.\n', 'tags: [even]\n'))
  const { feeds } = await publishAt(app, clock, '2026-05-01T11:00')
  const pages = feeds.written.filter((name) => name.startsWith('archive/atom'))
  const tags = feeds.written.filter((name) => name.startsWith('tags/'))
  expect(pages).toHaveLength(1)
  expect(tags).toEqual(['tags/even/atom.xml', 'tags/even/feed.json', 'tags/even/rss.xml'])
  expect(walk(site)).toHaveLength(126)
})

it('takes the feeds of a tag away with its last post', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01', 'Words.\n', 'tags: [rare]\n') })
  site.write('config/dateline.yaml', CONFIG.replace('digest:', 'feeds:\n  tags: true\ndigest:'))
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')
  expect(existsSync(site.path('public/tags/rare/rss.xml'))).toBe(true)
  site.write('posts/one.md', post('One', '2026-04-01', 'Words.\n', 'tags: [common]\n'))
  await publishAt(app, clock, '2026-05-01T11:00')
  expect(existsSync(site.path('public/tags/rare/rss.xml'))).toBe(false)
  expect(existsSync(site.path('public/tags/common/rss.xml'))).toBe(true)
})

it('leaves a page alone that somebody else wrote', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01'), 'public/subscribe.html': '<h1>Mine</h1>' })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await publishAt(app, clock, '2026-05-01T10:00')
  const again = await publishAt(app, clock, '2026-05-01T11:00')
  expect(site.read('public/subscribe.html')).toBe('<h1>Mine</h1>')
  expect(again.feeds).toMatchObject({ written: [], failed: null })
})
