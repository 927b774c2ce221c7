import { rmSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FEED_TTL_MINUTES } from '../src/feeds/channel.ts'
import { MAX_AGE } from '../src/http/routes/public-file.ts'
import { publish } from '../src/pipeline/publish.ts'
import { ServedSite } from './support/served-site.ts'
import { Clock, makeSite, post } from './support/site.ts'

it('feeds say how long they may be kept as the server that serves them does', () => {
  expect(MAX_AGE).toBe(FEED_TTL_MINUTES * 60)
})

it('feeds that are made anew have the ETags that they had', async () => {
  const site = makeSite({ 'posts/night.md': post('A night on call', '2026-05-04') })
  const names = ['rss.xml', 'atom.xml', 'feed.json', 'feeds.opml', 'subscribe.html', 'feed.css']
  const etags = async (time: string) => {
    await publish(await site.open(new Clock(time)), { feedsOnly: true })
    const served = new ServedSite(site)
    await served.open()
    const url = await served.serve()
    const found = await Promise.all(names.map(async (name) => (await fetch(`${url}/${name}`)).headers.get('ETag')))
    await served.close()
    return found
  }
  const before = await etags('2026-05-05T10:00')
  expect(new Set(before).size).toBe(names.length)
  rmSync(site.path('public'), { recursive: true })
  expect(await etags('2026-06-01T10:00')).toEqual(before)
})
