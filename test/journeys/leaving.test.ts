import PostalMime from 'postal-mime'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { inbound, mail } from '../support/inbound.ts'
import { liveServers } from '../support/live-servers.ts'
import { addressOf, copiesOf, importReaders, runProgram, startProgram } from '../support/program.ts'
import { type ScriptedSmtp, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post } from '../support/site.ts'
import { KINDS, type Kind } from '../support/stores.ts'
import { subscribe } from '../support/subscribers.ts'

const SECRET_KEY = 'a secret that is long enough for everybody'
const ONE_CLICK = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }

/** Where the last message to an address says that one can leave. */
async function waysOut({ accepted }: ScriptedSmtp, address: string) {
  const message = await PostalMime.parse(accepted.findLast(({ to }) => to[0] === address)?.body ?? '')
  const field = message.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
  const link = /<https:\/\/blog\.example\.org(\/[^>]+)>/.exec(field)?.[1] ?? ''
  const [, mailbox = '', subject = ''] = /<mailto:([^?>]+)\?subject=([^>]+)>/.exec(field) ?? []
  const visible = /https:\/\/blog\.example\.org(\/unsubscribe\/\S+)/.exec(message.text ?? '')?.[1] ?? ''
  return { link, visible, mailbox, subject: decodeURIComponent(subject) }
}

/** A worker that has sent one digest to everybody, over a mail server whose final dots wait for `gate`. */
async function running(kind: Kind, count: number) {
  const gate = { open: Promise.resolve() }
  const { smtp, env } = await liveServers(kind, (stage) => (stage === 'dot' ? { until: gate.open } : undefined))
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const settings = 'worker:\n  tick: "* * * * * *"\nhttp:\n  port: 0\ndelivery:\n  connections: 2\n'
  site.write('config/dateline.yaml', CONFIG + settings)
  const readers = await importReaders(site, count, env)
  const worker = startProgram(site, ['worker'], env)
  const url = await addressOf(worker)
  await expect.poll(() => smtp.accepted.length).toBe(count)
  return { gate, smtp, env, site, readers, worker, url }
}

type Running = Awaited<ReturnType<typeof running>>

/** Each answers that the person has left. */
const WAYS: Record<string, (run: Running, address: string) => Promise<unknown>> = {
  'one click in the mail program': async ({ smtp, url }, address) => {
    const { link } = await waysOut(smtp, address)
    return (await fetch(url + link, ONE_CLICK)).status === 200
  },
  'the visible link and its button': async ({ smtp, url }, address) => {
    const { visible } = await waysOut(smtp, address)
    const page = await (await fetch(url + visible)).text()
    const action = /<form[^>]*method="post"[^>]*action="([^"]+)"/i.exec(page)?.[1] ?? visible
    return page.includes('<button') && (await fetch(new URL(action, url + visible), { method: 'POST' })).status === 200
  },
  'the mail that List-Unsubscribe asks for': async ({ smtp, site, env }, address) => {
    const { mailbox, subject } = await waysOut(smtp, address)
    return (await inbound(site, mail('somebody.else@example.net', subject, mailbox), env)).code === 0
  },
  'a mail from the address with one word': async ({ site, env }, address) =>
    (await inbound(site, mail(address, 'Unsubscribe'), env)).code === 0,
  'the operator': async ({ site, env }, address) =>
    (await runProgram(site, ['subscribers', 'remove', address], env)).code === 0,
}

describe.each(KINDS)('leaving while a digest is going out, on %s', (kind) => {
  it('holds from the answer on, by every way, for what was planned before', async () => {
    const run = await running(kind, 30)
    const { smtp, gate, site, readers, worker } = run
    const opened = Promise.withResolvers<void>()
    gate.open = opened.promise
    const begun = smtp.reached('dot')
    site.write('posts/two.md', post('Two', '2026-05-02', 'Something else.\n'))
    await begun
    const leavers = readers.slice(-Object.keys(WAYS).length)
    const left: Record<string, unknown> = {}
    for (const [name, leave] of Object.entries(WAYS)) left[name] = await leave(run, leavers[Object.keys(left).length]!)
    expect(left).toEqual(Object.fromEntries(Object.keys(WAYS).map((name) => [name, true])))

    opened.resolve()
    const stayed = readers.slice(0, -leavers.length)
    await expect.poll(() => smtp.accepted.length).toBeGreaterThanOrEqual(readers.length + stayed.length)
    worker.child.kill('SIGTERM')
    await worker.ended
    await runProgram(site, ['publish', '--now'], run.env)
    expect(leavers.map((address) => copiesOf(smtp, address).join())).toEqual(leavers.map(() => '1'))
    expect(stayed.map((address) => copiesOf(smtp, address).join())).toEqual(stayed.map(() => '1,1'))
  })
})

function pagesOf({ store, keys, config, clock, paths }: App) {
  return siteApp({ db: store.db, keys, config, clock, publicDir: paths.public, health: () => ({ ok: true }) })
}

async function stateOf({ store }: App, address: string) {
  return (await findSubscriberByKey(store.db, address))?.state
}

describe('the links of a message', () => {
  it('work a year later, when the secret key was changed meanwhile', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    const clock = new Clock('2026-05-01T10:00')
    const smtp = await startScriptedSmtp()
    onTestFinished(smtp.close)
    const app = await site.open(clock, { SMTP_URL: smtp.url, SECRET_KEY })
    await subscribe(app, 'reader@example.net', { cadence: 'instant' })
    await publish(app)
    const { link, visible } = await waysOut(smtp, 'reader@example.net')

    clock.moveTo('2027-05-01T10:00')
    const later = await site.open(clock, {
      SMTP_URL: smtp.url,
      SECRET_KEY: `${'another key '.repeat(4)},${SECRET_KEY}`,
    })
    const pages = pagesOf(later)
    expect((await pages.request(visible.replace('/unsubscribe/', '/preferences/'))).status).toBe(404)
    expect((await pages.request(visible)).status).toBe(200)
    expect(await stateOf(later, 'reader@example.net')).toBe('active')
    expect((await pages.request(link, ONE_CLICK)).status).toBe(200)
    expect(await stateOf(later, 'reader@example.net')).toBe('unsubscribed')
  })

  it('work for the same person after the list was exported and imported elsewhere', async () => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    const clock = new Clock('2026-05-01T10:00')
    const smtp = await startScriptedSmtp()
    onTestFinished(smtp.close)
    const env = { SMTP_URL: smtp.url, SECRET_KEY }
    const app = await site.open(clock, env)
    for (const name of ['ada', 'ben', 'cleo']) await subscribe(app, `${name}@example.net`, { cadence: 'instant' })
    await publish(app)
    const { link, visible } = await waysOut(smtp, 'ben@example.net')
    const list = site.path('list.csv')
    expect(await runProgram(site, ['subscribers', 'export', list], env)).toMatchObject({ code: 0 })

    const elsewhere = makeSite()
    expect(await runProgram(elsewhere, ['subscribers', 'import', list, '--yes'], env)).toMatchObject({ code: 0 })
    const moved = await elsewhere.open(clock, env)
    const pages = pagesOf(moved)
    expect(await (await pages.request(visible)).text()).toContain('ben@example.net')
    expect((await pages.request(link, ONE_CLICK)).status).toBe(200)
    const states = await Promise.all(['ada', 'ben', 'cleo'].map((name) => stateOf(moved, `${name}@example.net`)))
    expect(states).toEqual(['active', 'unsubscribed', 'active'])
  })
})
