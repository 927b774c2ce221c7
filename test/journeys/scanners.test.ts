import { describe, expect, it, onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { form, from } from '../../src/http/subscription.fixture.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { signToken } from '../../src/subscribers/token.ts'
import { freshDatabase } from '../support/postgres.ts'
import { Clock, makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'

const HOST = 'https://blog.example.org'

async function environment(kind: Kind): Promise<Record<string, string>> {
  if (kind === 'sqlite') return {}
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  return { DATABASE_URL: url }
}

/** One who is asked to confirm, one who gets digests and has asked for another address, and one who has left. */
async function world(kind: Kind) {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01', 'Words.\n', 'tags: [rust]\n') })
  const clock = new Clock('2026-05-01T10:00')
  const app = await site.open(clock, await environment(kind))
  const { store, keys, config, paths } = app
  const health = () => ({ ok: true })
  const pages = siteApp({
    db: store.db,
    keys,
    config,
    clock: app.clock,
    publicDir: paths.public,
    health,
  })
  const send = (path: string, fields: Record<string, string>) => pages.request(path, form(fields), from('192.0.2.1'))
  for (const name of ['eve', 'liz']) await send('/subscribe', { address: `${name}@example.org`, cadence: 'instant' })
  await sendUrgent(app)
  for (const { text } of await site.inbox()) await send(/\/confirm\/\S+/.exec(text!)![0], {})
  await send('/subscribe', { address: 'pat@example.org' })
  await send(`${await linkOf(app, 'preferences', 'eve')}/address`, { address: 'eve@new.example' })
  await sendUrgent(app)
  await publish(app)
  clock.moveTo('2026-05-02T10:00')
  site.write('posts/two.md', post('Two', '2026-05-02', 'More words.\n'))
  await publish(app)
  await send(await linkOf(app, 'unsubscribe', 'liz'), { 'List-Unsubscribe': 'One-Click' })
  return { app, site, pages }
}

async function linkOf({ store, keys }: App, purpose: 'unsubscribe' | 'preferences', name: string): Promise<string> {
  const { id: subscriberId, tokenEpoch } = (await findSubscriberByKey(store.db, `${name}@example.org`))!
  return `/${purpose}/${signToken(keys, purpose, { subscriberId, tokenEpoch })}`
}

async function dump({ store }: App): Promise<Record<string, unknown[]>> {
  const tables = await store.db.introspection.getTables()
  const names = tables.map(({ name }) => name) as 'subscribers'[]
  const rows = await Promise.all(names.map((name) => store.db.selectFrom(name).selectAll().execute()))
  return Object.fromEntries(names.map((name, index) => [name, rows[index]!]))
}

/** Every address of the site that a text names, as a path. */
function pathsIn(text: string): string[] {
  const links = [...text.matchAll(/(?:href|action|src)="([^"]+)"/g)].map(([, link]) => link!.replaceAll('&amp;', '&'))
  const bare = [...text.matchAll(/https:\/\/[^\s<>"]+/g)].map(([link]) => link)
  return [...links, ...bare]
    .map((link) => URL.parse(link, HOST))
    .flatMap((url) => (url?.origin === HOST ? [url.pathname + url.search] : []))
}

describe.each(KINDS)('on %s', (kind) => {
  it('whatever follows every link of every message and page, by GET and HEAD from everywhere, changes nothing', async () => {
    const { app, site, pages } = await world(kind)
    const before = await dump(app)
    const paths = new Set(
      (await site.inbox()).flatMap(({ source, html, text }) => pathsIn(`${source}\n${html}\n${text}`)),
    )
    let clients = 0
    for (const path of paths) {
      for (const method of ['HEAD', 'GET']) {
        const answer = await pages.request(path, { method }, from(`2001:db8:${(++clients).toString(16)}::1`))
        if ((answer.headers.get('Content-Type') ?? '').startsWith('text/html')) {
          for (const further of pathsIn(await answer.text())) paths.add(further)
        }
      }
    }
    const kinds = new Set([...paths].map((path) => path.split('/')[1]))
    expect([...kinds]).toEqual(expect.arrayContaining(['confirm', 'unsubscribe', 'preferences', 'subscribe']))
    expect(await dump(app)).toEqual(before)
    expect(before.subscribers).toHaveLength(3)
  })
})
