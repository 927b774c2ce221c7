import { describe, expect, it } from 'vitest'
import { form } from '../../src/http/subscription.fixture.ts'
import { subscriptionRoutes } from '../../src/http/subscription-routes.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { findSubscriberByKey } from '../../src/store/subscribers.ts'
import { inbound, mail } from '../support/inbound.ts'
import { Clock, makeSite } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

describe('a message for the site', () => {
  const env = { SMTP_URL: 'smtp://127.0.0.1:9', SECRET_KEY: 'a secret that is long enough for everybody' }

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
    expect(await inbound(broken, message, env)).toMatchObject({
      code: 75,
      err: expect.stringContaining('no such folder'),
    })
    broken.write('data/dateline.db', 'no database at all, but long enough to be looked at as if it were one')
    expect(await inbound(broken, message, env)).toMatchObject({ code: 75 })
    site.write('config/dateline.yaml', 'site: {}')
    expect(await inbound(site, message, env)).toMatchObject({ code: 75, err: expect.stringContaining('site.title') })
  })
})
