import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { copiesOf, importReaders, startProgram } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { CONFIG, makeSite, post, type Site } from '../support/site.ts'

type Line = { msg: string; url?: string; subject?: string; accepted?: number }

/** A slow machine may plan an edition in one run and send it in the next: its own line tells when all of it is sent. */
const done = (subject: string) => (line: Line) => line.msg === 'edition done' && line.subject === subject

/** Starts the worker as a process, ticking every second; its log is read line by line. */
function startWorker(site: Site, env: Record<string, string> = {}) {
  site.write('config/dateline.yaml', `${CONFIG}worker:\n  tick: "* * * * * *"\nhttp:\n  port: 0\n`)
  const { child } = startProgram(site, ['worker'], env)
  const lines = createInterface({ input: child.stderr as Readable })[Symbol.asyncIterator]()
  const said = async (wanted: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const { value, done: hasEnded } = await lines.next()
      if (hasEnded) throw new Error('the worker ended')
      const line: Line = value.startsWith('{') ? JSON.parse(value) : { msg: value }
      if (wanted(line)) return line
    }
  }
  return { child, said }
}

it('publishes by itself, serves feeds and its health, and stops when told to', async () => {
  const site = makeSite()
  const { child, said } = startWorker(site)
  expect((await said(() => true)).msg).toMatch(/^Rehearsal: /)
  const { url = '' } = await said(({ msg }) => msg === 'serving feeds and pages')

  site.write('posts/one.md', post('One', '2026-05-01'))
  expect((await said(done('One'))).accepted).toBe(1)

  const feed = await fetch(`${url}/rss.xml`)
  expect(feed.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8')
  expect(await feed.text()).toContain('<title>One</title>')
  const unchanged = await fetch(`${url}/rss.xml`, { headers: { 'if-none-match': feed.headers.get('etag') ?? '' } })
  expect(unchanged.status).toBe(304)

  const health = await fetch(`${url}/healthz`)
  expect(health.status).toBe(200)
  expect(await health.json()).toMatchObject({ ok: true, lastError: null })

  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

it('says that it is ill while a run fails, and gets well by itself', async () => {
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const { said } = startWorker(site)
  const { url = '' } = await said(({ msg }) => msg === 'serving feeds and pages')
  await said(done('One'))

  site.write('emails/digest.mjml', '<mjml><mj-body><mj-text>{{ nothing.here }}</mj-text></mj-body></mjml>')
  site.write('posts/two.md', post('Two', '2026-05-02'))
  await said(({ msg }) => msg.includes('digest.mjml'))
  const ill = await fetch(`${url}/healthz`)
  expect(ill.status).toBe(503)
  expect(await ill.json()).toMatchObject({ ok: false, lastError: expect.stringContaining('digest.mjml') })

  site.write(
    'emails/digest.mjml',
    '<mjml><mj-body><mj-section><mj-column><mj-text><a href="{{ reader.unsubscribe }}">Leave</a></mj-text></mj-column></mj-section></mj-body></mjml>',
  )
  await said(done('Two'))
  await expect.poll(async () => (await fetch(`${url}/healthz`)).status).toBe(200)
})

/** A worker with a post for so many readers, on a mail server that answers no final dot before `answer` is called. */
async function holdingBack(count: number) {
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
  const smtp = await startScriptedSmtp((stage) => (stage === 'dot' ? { until: answered } : undefined))
  onTestFinished(smtp.close)
  const env = { SMTP_URL: smtp.url }
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const readers = await importReaders(site, count, env)
  return { smtp, site, readers, answer, ...startWorker(site, env) }
}

it('shows and plans a new post while a digest is being sent, and sends both once', async () => {
  const { smtp, site, readers, answer, said } = await holdingBack(12)
  await smtp.reached('dot')

  site.write('posts/two.md', post('Two', '2026-05-02'))
  await said(({ msg, subject }) => msg === 'edition planned' && subject === 'Two')
  expect(site.read('public/rss.xml')).toContain('<title>Two</title>')
  expect(smtp.accepted).toEqual([])
  answer()
  await said(done('Two'))
  expect(readers.map((address) => copiesOf(smtp, address).join())).toEqual(readers.map(() => '1,1'))
})

it('says that an edition is planned before it is sent', async () => {
  const { smtp, answer, said } = await holdingBack(1)
  await said(({ msg }) => msg === 'edition planned')
  expect(smtp.accepted).toEqual([])
  answer()
  await said(({ msg }) => msg === 'edition done')
})
