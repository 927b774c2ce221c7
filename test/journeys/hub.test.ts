import { utimesSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { type Ping, startHub } from '../../src/websub/hub.fixture.ts'
import { feedsConfig, HEADS } from '../support/feed-chain.ts'
import { readFeed } from '../support/feed-text.ts'
import { forkRebuilder } from '../support/rebuilding.ts'
import { Clock, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

const MINUTE_MS = 60_000

const POSTS = {
  'posts/one.md': post('One', '2026-04-01', 'Words of one.\n', 'tags: [ops]\n'),
  'posts/two.md': post('Two', '2026-04-02', 'Words of two.\n', 'tags: [art]\n'),
  'posts/three.md': post('Three', '2026-04-03', 'Words of three.\n'),
}

/** A site with a hub on this machine, where the two newest posts are in the head; `run` publishes a minute later. */
async function sitesHub(act?: (response: ServerResponse, ping: Ping) => unknown) {
  const hub = await startHub(act)
  const site = makeSite(POSTS)
  site.write('config/dateline.yaml', feedsConfig({ items: 2, hub: hub.url }))
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, {}, { allowLoopbackHub: true })
  const run = () => {
    clock.now += MINUTE_MS
    return publish(app)
  }
  const told = () => namesOf(hub.pings.splice(0))
  return { hub, site, app, run, told }
}

function namesOf(pings: Ping[]): string[] {
  return pings.map(({ url }) => url?.replace('https://blog.example.org/', '') ?? '').sort()
}

function feedsOf(tag: string): string[] {
  return HEADS.map((name) => `tags/${tag}/${name}`)
}

it('names itself in every feed, and the hub in those that a reader follows', async () => {
  const { hub, site, run } = await sitesHub()
  await run()
  for (const name of [...HEADS, ...feedsOf('ops')]) {
    const { links } = readFeed(name, site.read(`public/${name}`))
    expect(links).toMatchObject({ self: `https://blog.example.org/${name}`, hub: hub.url })
  }
  for (const name of ['archive/rss-1.xml', 'archive/atom-1.xml', 'archive/feed-1.json']) {
    const { links } = readFeed(name, site.read(`public/${name}`))
    expect(links.self).toBe(`https://blog.example.org/${name}`)
    expect(links).not.toHaveProperty('hub')
  }
})

it('tells the hub of every feed that changed, once, and of no other', async () => {
  const { site, run, told } = await sitesHub()
  await run()
  expect(told()).toEqual([...HEADS, ...feedsOf('ops'), ...feedsOf('art')].sort())

  site.write('posts/new.md', post('New', '2026-04-30', 'Words.\n', 'tags: [ops]\n'))
  await run()
  expect(told()).toEqual([...HEADS, ...feedsOf('ops')].sort())
  await run()
  expect(told()).toEqual([])
})

it('tells the hub of an edit in the feeds that show the post, and of none where that is an archive page', async () => {
  const { site, run, told } = await sitesHub()
  await run()
  told()
  site.write('posts/three.md', POSTS['posts/three.md'].replace('Words', 'Better words'))
  await run()
  expect(told()).toEqual(HEADS.toSorted())

  site.write('posts/one.md', POSTS['posts/one.md'].replace('tags: [ops]\n', '').replace('Words', 'Better words'))
  const { feeds } = await run()
  expect(feeds.written).toContain('archive/atom-1.xml')
  expect(told()).toEqual([])
})

it('tells the hub nothing where no byte changed', async () => {
  const { site, run, told } = await sitesHub()
  await run()
  told()
  utimesSync(site.path('posts/three.md'), 1, 1)
  utimesSync(site.path('public/rss.xml'), 1, 1)
  await run()
  expect(told()).toEqual([])
})

it.each([
  { how: 'answers 500', fail: (response: ServerResponse) => response.writeHead(500).end() },
  { how: 'hangs up', fail: (response: ServerResponse) => response.destroy() },
])('publishes while the hub $how, and tells it in a later run, once', async ({ fail }) => {
  let down = true
  const { hub, run, told } = await sitesHub((response) => (down ? fail(response) : response.writeHead(204).end()))
  const first = await run()
  expect(first.feeds).toMatchObject({ written: expect.arrayContaining(HEADS), failed: null })
  expect(first.hub).toContain(hub.url)
  expect((await run()).hub).toContain(hub.url)
  told()

  down = false
  const third = await run()
  expect([third.feeds.written, third.hub]).toEqual([[], null])
  expect(told()).toEqual([...HEADS, ...feedsOf('ops'), ...feedsOf('art')].sort())
  await run()
  expect(told()).toEqual([])
})

it('asks the hub last: feeds and mail are out while it thinks', async () => {
  const answer = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  const { site, app, run } = await sitesHub(async (response) => {
    asked.resolve()
    await answer.promise
    response.writeHead(204).end()
  })
  await subscribe(app, 'ada@example.org', { cadence: 'instant' })
  site.write('posts/new.md', post('New', '2026-05-01'))
  const running = run()
  await asked.promise
  expect(readFeed('feed.json', site.read('public/feed.json')).ids).toHaveLength(2)
  expect(await site.inbox()).toHaveLength(1)
  answer.resolve()
  expect((await running).hub).toBeNull()
})

it('tells the hub again after a kill while it was being told', async () => {
  const asked = Promise.withResolvers<void>()
  let silent = true
  const { site, run, told } = await sitesHub((response) => {
    asked.resolve()
    if (!silent) response.writeHead(204).end()
  })
  site.write('templates/changing.md', post('Changing', '2026-05-01', 'This is round ROUND.\n'))
  const { child, ended } = forkRebuilder(site, 1, 1)
  await asked.promise
  child.kill('SIGKILL')
  expect((await ended).signal).toBe('SIGKILL')
  silent = false
  told()
  const { feeds, hub } = await run()
  expect([feeds.written, hub]).toEqual([[], null])
  expect(told()).toEqual([...HEADS, ...feedsOf('ops'), ...feedsOf('art')].sort())
})
