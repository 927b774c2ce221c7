import { cpSync, rmSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { dateline } from '../support/dateline.ts'
import { siteOf } from '../support/feed-chain.ts'
import { freshDatabase } from '../support/postgres.ts'
import { ServedSite } from '../support/served-site.ts'
import { Clock, makeSite, post, publishAt, type Site } from '../support/site.ts'
import { differing, publicTree, touched } from '../support/tree.ts'

/** Posts with dates of all kinds, feeds of their tags, and archive pages. */
function dated(): Site {
  const site = siteOf(60, { items: 10 })
  site.write('posts/one.md', post('One & <two>', '2026-03-29', 'Words of **one**.\n', 'tags: [ops, ai]\n'))
  site.write('posts/two.md', post('二つ', '2026-05-01T23:30:00-04:00', '言葉。\n', 'tags: [言葉, C++]\n'))
  site.write('posts/2026-01-31-by-name.md', '# Dated by its name\n\nWords.\n')
  site.write('posts/told.md', '# Told\n\nFebruary 28, 2026. A date in the text.\n')
  return site
}

async function publishWith(site: Site, variables: Record<string, string>) {
  expect(await dateline(site, ['publish', '--feeds-only', '--quiet'], variables)).toMatchObject({ code: 0, err: '' })
  return publicTree(site)
}

async function publishOn(site: Site, time: string) {
  const clock = new Clock(time)
  const app = await site.open(clock)
  expect((await publishAt(app, clock, time, { feedsOnly: true })).feeds.failed).toBeNull()
  await app.close()
  return publicTree(site)
}

it('gives the same files in any time zone, and on SQLite and PostgreSQL', async () => {
  const database = await freshDatabase()
  onTestFinished(database.drop)
  const plain = await publishWith(dated(), { TZ: 'UTC' })
  expect(plain.size).toBeGreaterThan(160)
  const far = await publishWith(dated(), { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8' })
  expect(differing(far, plain)).toEqual([])
  const other = await publishWith(dated(), { TZ: 'America/New_York', DATABASE_URL: database.url })
  expect(differing(other, plain)).toEqual([])
})

it('gives the same files on any day', async () => {
  const plain = await publishOn(dated(), '2026-05-02T10:00')
  expect(differing(await publishOn(dated(), '2026-05-02T23:59:59'), plain)).toEqual([])
  expect(differing(await publishOn(dated(), '2031-12-31T23:59:59'), plain)).toEqual([])
})

it('touches no file when it publishes again on another day, in another time zone, on another database', async () => {
  const database = await freshDatabase()
  onTestFinished(database.drop)
  const site = dated()
  const plain = await publishOn(site, '2026-05-02T10:00')
  expect(touched(await publishOn(site, '2031-12-31T23:59:59'), plain)).toEqual([])
  expect(touched(await publishWith(site, { TZ: 'Pacific/Kiritimati' }), plain)).toEqual([])
  expect(touched(await publishWith(site, { DATABASE_URL: database.url }), plain)).toEqual([])
})

it('touches no file when it has forgotten everything but the posts', async () => {
  const site = dated()
  const plain = await publishOn(site, '2026-05-02T10:00')
  rmSync(site.path('data'), { recursive: true })
  expect(touched(await publishOn(site, '2026-06-01T10:00'), plain)).toEqual([])
  expect(touched(await publishOn(site, '2026-06-01T11:00'), plain)).toEqual([])
})

it('gives the same files in another folder, from files of other times', async () => {
  const site = dated()
  const plain = await publishOn(site, '2026-05-02T10:00')
  const copy = makeSite()
  cpSync(site.path('config'), copy.path('config'), { recursive: true })
  cpSync(site.path('posts'), copy.path('posts'), { recursive: true })
  expect(differing(await publishOn(copy, '2026-06-01T10:00'), plain)).toEqual([])
})

it('gives every document the same validators after it was built again from the posts alone', async () => {
  const served = new ServedSite(dated())
  await served.open()
  await served.publish()
  const url = await served.serve()
  const names = ['rss.xml', 'atom.xml', 'feed.json', 'tags/ops/atom.xml', 'archive/rss-1.xml', 'feeds.opml']
  const ask = (name: string, headers = {}) =>
    fetch(`${url}/${name}`, { headers: { 'accept-encoding': 'br', ...headers } })
  const before = await Promise.all(names.map((name) => ask(name)))

  await served.close()
  rmSync(served.site.path('data'), { recursive: true })
  await served.open()
  expect((await served.publish()).feeds.written).toEqual([])
  for (const [n, name] of names.entries()) {
    const { headers } = before[n]!
    const again = await ask(name, { 'if-none-match': headers.get('etag') })
    expect([again.status, again.headers.get('etag')]).toEqual([304, headers.get('etag')])
    expect(again.headers.get('last-modified')).toBe(headers.get('last-modified'))
  }
})
