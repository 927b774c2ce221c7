import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { siteApp } from '../../src/http/site-app.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { signToken } from '../../src/subscribers/token.ts'
import { copiesOf, notOnce } from '../support/program.ts'
import { type Script, type ScriptedSmtp, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

const READERS = ['ada@example.org', 'ben@example.org', 'cleo@example.org', 'dan@example.org', 'eve@example.org']
const ALPHA = post('Alpha', '2026-05-01', 'All about alpha.\n')
const BETA = post('Beta', '2026-05-01', 'All about beta.\n')

/** A site with two posts, whose digest is planned for all readers while the mail server is away. */
async function plannedDigest(script: Script = () => undefined) {
  const site = makeSite({ 'posts/alpha.md': ALPHA, 'posts/beta.md': BETA })
  const clock = new Clock('2026-05-01T10:00')
  let isAway = true
  const smtp = await startScriptedSmtp((stage, at) =>
    stage === 'banner' && isAway ? { drop: true } : script(stage, at),
  )
  onTestFinished(smtp.close)
  const app = await site.open(clock, { SMTP_URL: smtp.url })
  for (const address of READERS) await subscribe(app, address, { cadence: 'instant' })
  expect((await publish(app)).deliveries.queued).toBe(READERS.length)
  const run = (mailed = true) => {
    isAway = !mailed
    clock.now += 60_000
    return publish(app)
  }
  return { site, smtp, app, run }
}

function mentions({ accepted }: ScriptedSmtp, text: string): number[] {
  return READERS.map((address) => accepted.filter(({ to, body }) => to[0] === address && body.includes(text)).length)
}
const EACH_ONCE = READERS.map(() => 1)
const NOBODY = READERS.map(() => 0)

it('sends the digest as it was planned when a post is edited before it goes out', async () => {
  const { site, smtp, run } = await plannedDigest()
  site.write('posts/alpha.md', ALPHA.replace('All about alpha', 'Edited alpha'))
  expect((await run()).posts.edited).toHaveLength(1)
  expect([mentions(smtp, 'All about alpha'), mentions(smtp, 'Edited alpha')]).toEqual([EACH_ONCE, NOBODY])
})

it('sends the digest as it was planned when a post is renamed before it goes out', async () => {
  const { site, smtp, run } = await plannedDigest()
  renameSync(site.path('posts/alpha.md'), site.path('posts/omega.md'))
  expect((await run()).posts.renamed).toHaveLength(1)
  await run()
  expect([mentions(smtp, 'alpha'), mentions(smtp, 'beta')]).toEqual([EACH_ONCE, EACH_ONCE])
})

it('takes a deleted post out of a digest that has not begun, and sends the others once', async () => {
  const { site, smtp, run } = await plannedDigest()
  rmSync(site.path('posts/alpha.md'))
  expect((await run()).posts.withdrawn).toHaveLength(1)
  await run()
  expect([mentions(smtp, 'alpha'), mentions(smtp, 'beta')]).toEqual([NOBODY, EACH_ONCE])
})

it('mails a post that was gone for a while before anybody got it', async () => {
  const { site, smtp, run } = await plannedDigest()
  renameSync(site.path('posts/alpha.md'), site.path('alpha.md'))
  await run(false)
  renameSync(site.path('alpha.md'), site.path('posts/alpha.md'))
  await run()
  await run()
  expect([mentions(smtp, 'All about alpha'), mentions(smtp, 'All about beta')]).toEqual([EACH_ONCE, EACH_ONCE])
})

it('does not mail a post again that was gone for a while after everybody got it', async () => {
  const { site, smtp, run } = await plannedDigest()
  await run()
  renameSync(site.path('posts/alpha.md'), site.path('alpha.md'))
  await run()
  renameSync(site.path('alpha.md'), site.path('posts/alpha.md'))
  await run()
  expect(notOnce(smtp, READERS)).toEqual([])
})

it('mails the digest although a feed cannot be written, keeps the old feed, and says so', async () => {
  const { site, smtp, run } = await plannedDigest()
  await run()
  const before = site.read('public/atom.xml')
  rmSync(site.path('public/rss.xml'))
  mkdirSync(site.path('public/rss.xml/in-the-way'), { recursive: true })
  site.write('posts/gamma.md', post('Gamma', '2026-05-01', 'All about gamma.\n'))
  const report = await run()
  expect(report.feeds.failed).toContain('public/rss.xml: cannot be')
  expect(mentions(smtp, 'gamma')).toEqual(EACH_ONCE)
  expect(before).toContain('Beta')

  rmSync(site.path('public/rss.xml'), { recursive: true })
  expect((await run()).feeds).toMatchObject({ written: expect.arrayContaining(['rss.xml']), failed: null })
  expect(mentions(smtp, 'gamma')).toEqual(EACH_ONCE)
})

/** A run over one connection at a time, or several, with a word in at each stage. */
async function runWith(connections: number, script: Script) {
  const site = makeSite({ 'posts/alpha.md': ALPHA })
  site.write('config/dateline.yaml', `${CONFIG}delivery:\n  connections: ${connections}\n`)
  const clock = new Clock('2026-05-01T10:00')
  const smtp = await startScriptedSmtp(script)
  onTestFinished(smtp.close)
  const app = await site.open(clock, { SMTP_URL: smtp.url })
  for (const address of READERS) await subscribe(app, address, { cadence: 'instant' })
  return { app, clock, smtp }
}

it('sends nothing more to somebody who unsubscribes while a run is on', async () => {
  let leave: () => Promise<unknown> = async () => {}
  const { app, smtp } = await runWith(1, (stage, { message }) =>
    stage === 'dot' && message === 1 ? { until: leave() } : undefined,
  )
  const { store, keys, config, clock, paths } = app
  const pages = siteApp({ db: store.db, keys, config, clock, publicDir: paths.public, health: () => ({ ok: true }) })
  leave = async () => {
    const { id, tokenEpoch } = (await findSubscriberByKey(store.db, 'dan@example.org'))!
    const token = signToken(keys, 'unsubscribe', { subscriberId: id, tokenEpoch })
    const body = 'List-Unsubscribe=One-Click'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await pages.request(`/unsubscribe/${token}`, { method: 'POST', headers, body })).status).toBe(200)
  }
  const { deliveries } = await publish(app)
  expect(deliveries).toEqual({ accepted: 4, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 })
  expect(copiesOf(smtp, 'dan@example.org')).toEqual([])
})

it('sends no further message while the store cannot be written, and goes on where it stood', async () => {
  const [breaking, otherHasBegun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let atFirstDot: () => Promise<unknown> = async () => {}
  let first = 0
  const { app, clock, smtp } = await runWith(2, (stage, { connection }) => {
    if (stage === 'data') first ||= connection
    if (stage === 'data' && connection !== first) {
      otherHasBegun.resolve()
      return { until: breaking.promise }
    }
    return stage === 'dot' ? { until: atFirstDot() } : undefined
  })
  atFirstDot = async () => {
    await otherHasBegun.promise
    await sql`pragma query_only = on`.execute(app.store.db)
    breaking.resolve()
    atFirstDot = async () => {}
  }
  const running = publish(app)
  await breaking.promise
  await expect.poll(smtp.open).toBeLessThan(2)
  await sql`pragma query_only = off`.execute(app.store.db)
  const report = await running
  expect(report.halted).toContain('dateline.db: cannot be written')
  expect(report.deliveries).toEqual({ accepted: 1, deferred: 0, bounced: 0, inDoubt: 0, queued: READERS.length - 1 })

  clock.now += 60_000
  await publish(app)
  expect(notOnce(smtp, READERS)).toEqual([])
})

it('goes on with what comes due while the server of one reader does not answer', async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const { site, smtp, app, run } = await plannedDigest((stage, { line }) =>
    stage === 'rcpt' && line.includes('eve@') ? { until: answered } : undefined,
  )
  const others = READERS.filter((address) => !address.startsWith('eve'))
  const isMailed = (text: string) => () =>
    others.every((address) => smtp.accepted.some(({ to, body }) => to[0] === address && body.includes(text)))
  const running = run()
  await expect.poll(isMailed('alpha')).toBeTruthy()
  site.write('posts/gamma.md', post('Gamma', '2026-05-01', 'All about gamma.\n'))
  await publish(app, { planOnly: true })
  await expect.poll(isMailed('gamma')).toBeTruthy()
  expect(copiesOf(smtp, 'eve@example.org')).toEqual([])
  answer()
  await running
  expect([mentions(smtp, 'alpha'), mentions(smtp, 'gamma')]).toEqual([EACH_ONCE, EACH_ONCE])
})
