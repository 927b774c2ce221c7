import { describe, expect, it, onTestFinished } from 'vitest'
import { form } from '../../src/http/subscription.fixture.ts'
import { subscriptionRoutes } from '../../src/http/subscription-routes.ts'
import { fixture, forgedFixture } from '../../src/mail/bounces.fixture.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { inbound, mail } from '../support/inbound.ts'
import { liveServers } from '../support/live-servers.ts'
import { runProgram } from '../support/program.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post } from '../support/site.ts'
import { KINDS } from '../support/stores.ts'
import { subscribe } from '../support/subscribers.ts'

const env = { SMTP_URL: 'smtp://127.0.0.1:9', SECRET_KEY: 'a secret that is long enough for everybody' }

describe('a message for the site', () => {
  async function siteWithReader() {
    const site = makeSite()
    const app = await site.open(new Clock('2026-05-01T10:00'), env)
    await subscribe(app, 'reader@example.net')
    return { site, state: async () => (await findSubscriberByKey(app.store.db, 'reader@example.net'))?.state }
  }

  it('of several megabytes is read to its end, and its subject counts', async () => {
    const { site, state } = await siteWithReader()
    const { code, err } = await inbound(
      site,
      mail('reader@example.net', 'unsubscribe') + 'photo\n'.repeat(600_000),
      env,
    )
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^Unsubscribed subscriber \d+: no mail goes there any more\.\n$/),
    ])
    expect(await state()).toBe('unsubscribed')
  })

  it.each([
    ['an automatic answer', `Auto-Submitted: auto-replied\n${mail('reader@example.net', 'Unsubscribe')}`],
    ['a report of a bounce', `Return-Path: <>\n${mail('reader@example.net', 'unsubscribe')}`],
    ['mail of another list', `List-Id: <friends.example.net>\n${mail('reader@example.net', 'unsubscribe')}`],
    ['a word to another mailbox', mail('reader@example.net', 'unsubscribe', 'else@example.org')],
    ['a word from somebody else', mail('else@example.net', 'unsubscribe')],
    ['a forged token', mail('else@example.net', `unsubscribe ${'A'.repeat(30)}`)],
    ['a question', mail('reader@example.net', 'When does the next digest come?')],
    ['nothing at all', ''],
  ])('that is %s ends nobody, and is not asked for again', async (_, message) => {
    const { site, state } = await siteWithReader()
    const { code, err } = await inbound(site, message, env)
    expect([code, err]).toEqual([0, expect.stringMatching(/Nothing was done\.\n$/)])
    expect(await state()).toBe('active')
  })

  it.each([
    ['an option that is none', ['--foo']],
    ['a word too many', ['more']],
    ['an option without its value', ['--recipient']],
  ])('is kept by the mail server while the command is called with %s', async (_, args) => {
    const { code, err } = await inbound(makeSite(), mail('reader@example.net', 'unsubscribe'), env, args)
    expect([code, err]).toEqual([75, expect.stringMatching(/^error: .*\n$/)])
  })

  it('that says "unsubscribe" for who was only asked does not have them asked anew', async () => {
    const site = makeSite()
    const clock = new Clock('2026-05-01T10:00')
    const app = await site.open(clock, {})
    const pages = subscriptionRoutes({ db: app.store.db, keys: app.keys, config: app.config, clock: app.clock })
    for (let round = 0; round < 2; round++) {
      await pages.request('/subscribe', form({ address: 'victim@example.net' }))
      await sendUrgent(app)
      const { code, err } = await inbound(site, mail('victim@example.net', 'unsubscribe'), {})
      expect([code, err]).toEqual([0, expect.stringMatching(/Nothing was done\.\n$/)])
      clock.now += 1000
    }
    expect(await site.inbox()).toHaveLength(1)
  })

  it('is kept by the mail server while the store cannot be used', async () => {
    const { site } = await siteWithReader()
    const broken = makeSite()
    const message = mail('reader@example.net', 'unsubscribe')
    const missing = { code: 75, err: expect.stringMatching(/dateline\.db: there is no such file/) }
    expect(await inbound(broken, message, env)).toMatchObject(missing)
    broken.write('data/witness', '')
    expect(await inbound(broken, message, env)).toMatchObject(missing)
    broken.write('data/dateline.db', 'no database at all, but long enough to be looked at as if it were one')
    expect(await inbound(broken, message, env)).toMatchObject({ code: 75 })
    site.write('config/dateline.yaml', 'site: {}')
    expect(await inbound(site, message, env)).toMatchObject({ code: 75, err: expect.stringContaining('site.title') })
  })
})

describe.each(KINDS)('a report about a digest, on %s', (kind) => {
  /** What one reader was sent, as their server has it; `publish` sends another post. */
  async function sentDigest(more = '  returnPath: bounces@blog.example.org\n') {
    const { smtp, env: servers } = await liveServers(kind)
    const live: Record<string, string> = { ...env, ...servers }
    const site = makeSite({ 'posts/one.md': post('One', '2024-05-01') })
    site.write('config/dateline.yaml', `${CONFIG}${more}`)
    const run = async (...args: string[]) => {
      const ended = await runProgram(site, args, live)
      return { ...ended, mailed: smtp.accepted.splice(0) }
    }
    site.write('readers.csv', 'email,cadence\nreader@readers.example,instant\nother@readers.example,instant\n')
    await run('subscribers', 'import', site.path('readers.csv'), '--yes')
    const { mailed } = await run('publish')
    const { from, body } = mailed.find(({ to }) => to[0] === 'reader@readers.example')!
    const token = /unsubscribe\/([\w-]+)>/.exec(body)?.[1] ?? ''
    const messageId = /^Message-ID: (.+?)\r?$/m.exec(body)?.[1] ?? ''
    const publish = async () => {
      site.write('posts/two.md', post('Two', '2024-05-02', 'Something else.\n'))
      return (await run('publish')).mailed.map(({ to }) => to[0]).sort()
    }
    const report = (name: string) => fixture(name, { path: from, token, messageId })
    const forged = (name: string) => forgedFixture(name, { path: from, token })
    const hand = (message: string, variables = {}, args: string[] = []) =>
      inbound(site, message, { ...live, ...variables }, args)
    return { mailed, from, run, publish, report, forged, hand }
  }

  const BOTH = ['other@readers.example', 'reader@readers.example']

  it('of a bounce at its return path ends the subscriber, who gets nothing of the next one', async () => {
    const { mailed, from, run, publish, report, hand } = await sentDigest()
    expect(from).toMatch(/^bounces\+[a-z2-7]{40}@blog\.example\.org$/)
    expect(new Set(mailed.map((each) => each.from)).size).toBe(2)
    const ended = /^Ended subscriber \d+: bounced with 5\.1\.1 for good\. No mail goes there any more\.\n$/
    expect(await hand(report('postfix-unknown'))).toEqual({ code: 0, err: expect.stringMatching(ended) })
    const known = /^The report about subscriber \d+ was known already\. Nothing was done\.\n$/
    expect(await hand(report('postfix-unknown'))).toEqual({ code: 0, err: expect.stringMatching(known) })
    expect(await publish()).toEqual(['other@readers.example'])
    expect((await run('subscribers', 'show', 'reader@readers.example')).out).toContain('bounced')
    expect((await run('subscribers', 'forget', 'reader@readers.example', '--yes')).code).toBe(0)
    const gone = 'The report is about a delivery or a subscriber that is not there any more. Nothing was done.\n'
    expect(await hand(report('exim-unrouteable'))).toEqual({ code: 0, err: gone })
  })

  it('of a complaint ends the subscriber by the token in the message, also where no return path was set', async () => {
    const { from, publish, report, hand } = await sentDigest('')
    expect(from).toBe('ada@example.org')
    const ended = /^Ended subscriber \d+: complained\. No mail goes there any more\.\n$/
    expect(await hand(report('feedback-redacted'))).toEqual({ code: 0, err: expect.stringMatching(ended) })
    expect(await publish()).toEqual(['other@readers.example'])
  })

  it('ends nobody when it is forged, delayed, refused for its sender, or an automatic answer', async () => {
    const { publish, report, forged, hand } = await sentDigest()
    const heard: string[] = []
    for (const message of [
      forged('postfix-unknown'),
      forged('token-only'),
      forged('feedback-abuse'),
      report('answer-vacation'),
      report('postfix-delayed'),
      report('policy-block'),
    ]) {
      const { code, err } = await hand(message)
      heard.push(`${code} ${err.trim().replace(/\d{3,}/, 'N')}`)
    }
    expect(heard).toEqual([
      '0 The report has nothing that this site has signed. Nothing was done.',
      '0 The report has nothing that this site has signed. Nothing was done.',
      '0 The complaint has nothing that this site has signed. Nothing was done.',
      '0 The message is an automatic answer. Nothing was done.',
      '0 Noted of subscriber N: delayed with 4.4.1.',
      '0 Noted of subscriber N: bounced with 5.7.1, which is no fault of the mailbox.',
    ])
    expect(await publish()).toEqual(BOTH)
  })
})

describe('the envelope of a report', () => {
  const WORDS =
    'From: Mail <mail@mx.example>\nSubject: failure notice\n\nSorry, no mailbox here by that name. (#5.1.1)\n'

  it.each<[string, (path: string) => [Record<string, string>, string[]]]>([
    ['variables', (path) => [{ RECIPIENT: path, SENDER: '' }, []]],
    ['the command line', (path) => [{}, ['--recipient', path, '--sender', '']]],
  ])('is read from %s', async (_, given) => {
    const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
    site.write('config/dateline.yaml', `${CONFIG}  returnPath: bounces@blog.example.org\n`)
    const smtp = await startScriptedSmtp()
    onTestFinished(smtp.close)
    const live = { ...env, SMTP_URL: smtp.url }
    const app = await site.open(new Clock('2026-05-01T10:00'), live)
    await subscribe(app, 'reader@example.net', { cadence: 'instant' })
    await publish(app)
    const [variables, args] = given(smtp.accepted[0]!.from)
    expect(await inbound(site, WORDS, live)).toMatchObject({ err: expect.stringContaining('Nothing was done.') })
    const { code, err } = await inbound(site, WORDS, { ...live, ...variables }, args)
    expect([code, err]).toEqual([0, expect.stringMatching(/^Ended subscriber \d+: bounced with 5\.1\.1 for good\./)])
    expect((await findSubscriberByKey(app.store.db, 'reader@example.net'))?.state).toBe('bounced')
  })
})
