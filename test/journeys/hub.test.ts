import { expect, it } from 'vitest'
import { startHub } from '../../src/websub/hub.fixture.ts'
import { Clock, CONFIG, makeSite, post, publishAt } from '../support/site.ts'

const FEEDS = ['rss.xml', 'atom.xml', 'feed.json'].map((name) => `https://blog.example.org/${name}`)

it('tells the hub once of feeds that changed, and again only what it could not be told', async () => {
  let down = true
  const told: string[] = []
  const hub = await startHub((response, ping) => {
    if (!down) told.push(ping.url ?? '')
    response.writeHead(down ? 500 : 204).end()
  })
  const site = makeSite({ 'posts/one.md': post('One', '2026-04-01') })
  site.write('config/dateline.yaml', CONFIG.replace('digest:', `feeds:\n  hub: ${hub.url}\ndigest:`))
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, {}, { allowLoopbackHub: true })

  const first = await publishAt(app, clock, '2026-05-01T10:00')
  expect(first.feeds.written).toHaveLength(3)
  expect(first.hub).toContain('500')
  expect(site.read('public/atom.xml')).toContain(`<link rel="hub" href="${hub.url}"/>`)

  down = false
  const second = await publishAt(app, clock, '2026-05-01T10:01')
  expect(second.feeds.written).toEqual([])
  expect(second.hub).toBeNull()
  expect(told.sort()).toEqual(FEEDS.toSorted())

  await publishAt(app, clock, '2026-05-01T10:02')
  expect(told).toHaveLength(3)
})
