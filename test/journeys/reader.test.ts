import { expect, it, onTestFinished } from 'vitest'
import { siteApp } from '../../src/http/site-app.ts'
import { freshDatabase } from '../support/postgres.ts'
import { Clock, makeSite, post, publishAt } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'
import { subscribe } from '../support/subscribers.ts'

/** What makes a site keep its state in this kind of store. */
async function variablesFor(kind: Kind): Promise<Record<string, string>> {
  if (kind === 'sqlite') return {}
  const database = await freshDatabase()
  onTestFinished(database.drop)
  return { DATABASE_URL: database.url }
}

it.each(KINDS)('takes a weekly reader from the first digest to the end of the last, in %s', async (kind) => {
  const site = makeSite()
  const clock = new Clock('2026-05-06T10:00')
  const app = await site.open(clock, await variablesFor(kind))
  await subscribe(app, 'ada@example.org', { cadence: 'weekly', zone: 'Europe/Berlin', hour: '8' })

  site.write('posts/first.md', post('A quiet week', '2026-05-07'))
  const thursday = await publishAt(app, clock, '2026-05-07T12:00')
  expect(thursday.posts.new.map(({ title }) => title)).toEqual(['A quiet week'])
  expect(await site.inbox()).toHaveLength(0)

  site.write('posts/second.md', post('A loud week', '2026-05-10'))
  await publishAt(app, clock, '2026-05-10T12:00')
  const monday = await publishAt(app, clock, '2026-05-11T06:00')
  expect(monday.editions).toMatchObject([{ subject: expect.stringContaining('A loud week'), subscribers: 1 }])
  expect(monday.deliveries).toEqual({ accepted: 1, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 })

  const [message] = await site.inbox()
  expect(message?.to).toContain('ada@example.org')
  expect(message?.text).toContain('A quiet week')
  expect(message?.text).toContain('A loud week')

  const again = await publishAt(app, clock, '2026-05-11T06:01')
  expect(again.editions).toEqual([])
  expect(await site.inbox()).toHaveLength(1)

  const link = /https:\/\/blog\.example\.org(\/unsubscribe\/[\w.~-]+)/.exec(message?.text ?? '')?.[1] ?? ''
  const { store, keys, config, paths } = app
  const pages = siteApp({
    db: store.db,
    keys,
    config,
    clock: app.clock,
    publicDir: paths.public,
    health: () => ({ ok: true }),
  })
  expect((await pages.request(link)).status).toBe(200)
  site.write('posts/third.md', post('Still here', '2026-05-12'))
  await publishAt(app, clock, '2026-05-18T06:00')
  expect(await site.inbox()).toHaveLength(2)

  const left = await pages.request(link, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  })
  expect(left.status).toBe(200)
  site.write('posts/fourth.md', post('Not for her', '2026-05-19'))
  await publishAt(app, clock, '2026-05-25T06:00')
  expect(await site.inbox()).toHaveLength(2)
})

it('sends one digest with every post after ticks that were missed', async () => {
  const site = makeSite()
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await subscribe(app, 'ada@example.org', { cadence: 'daily', zone: 'UTC', hour: '8' })
  site.write('posts/one.md', post('One', '2026-05-02'))
  site.write('posts/two.md', post('Two', '2026-05-03'))
  site.write('posts/three.md', post('Three', '2026-05-04'))

  const late = await publishAt(app, clock, '2026-05-09T21:00')
  expect(late.editions.map(({ posts }) => posts.length)).toEqual([3])
  expect(await site.inbox()).toHaveLength(1)

  await publishAt(app, clock, '2026-05-10T08:00')
  expect(await site.inbox()).toHaveLength(1)
})

it('mails an instant reader with the run that finds the post', async () => {
  const site = makeSite()
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await subscribe(app, 'ada@example.org', { cadence: 'instant' })
  site.write('posts/one.md', post('One', '2026-05-01'))

  await publishAt(app, clock, '2026-05-01T10:05')
  expect((await site.inbox()).map(({ subject }) => subject)).toEqual(['One'])
})

it('sends only the posts of the topics that a reader asked for', async () => {
  const site = makeSite()
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock)
  await subscribe(app, 'ops@example.org', { cadence: 'instant', topics: 'ops' })
  await subscribe(app, 'all@example.org', { cadence: 'instant' })
  site.write('posts/one.md', post('Of cooking', '2026-05-01', 'Salt.\n', 'tags: [food]\n'))
  site.write('posts/two.md', post('Of running', '2026-05-01', 'Disks.\n', 'tags: [Ops]\n'))

  await publishAt(app, clock, '2026-05-01T10:05')
  const texts = new Map((await site.inbox()).map((message) => [message.to, message.text ?? '']))
  expect(texts.get('ops@example.org')).not.toContain('Of cooking')
  expect(texts.get('ops@example.org')).toContain('Of running')
  expect(texts.get('all@example.org')).toContain('Of cooking')
})
