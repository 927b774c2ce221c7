import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { form } from '../../src/http/subscription.fixture.ts'
import { subscriptionRoutes } from '../../src/http/subscription-routes.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { findSubscriberByKey, unsubscribe } from '../../src/store/subscribers.ts'
import { signToken } from '../../src/subscribers/token.ts'
import { liveSite } from '../support/live-site.ts'
import type { Script } from '../support/scripted-smtp.ts'
import { KINDS, type Kind } from '../support/stores.ts'
import { subscribe } from '../support/subscribers.ts'

const HOUR = 3_600_000

/** Pages that count nobody's requests yet, as after a restart, so that only what is stored keeps mail from a victim. */
function freshPages({ store, keys, config, clock }: App) {
  return subscriptionRoutes({ db: store.db, keys, config, clock })
}

async function open(kind: Kind, script?: Script) {
  const world = await liveSite(kind, script)
  const { app, clock, smtp } = world
  const to = (pattern: RegExp) => smtp.accepted.filter(({ to }) => pattern.test(to[0] ?? ''))
  const letter = (address: string, path: 'confirm' | 'unsubscribe') => {
    const body =
      to(new RegExp(`^${address}$`))
        .at(-1)
        ?.body.replaceAll('=\r\n', '') ?? ''
    return new RegExp(`blog\\.example\\.org(/${path}/[\\w.-]+)`).exec(body)?.[1] ?? ''
  }
  const idOf = async (address: string) => (await findSubscriberByKey(app.store.db, address))!.id
  return {
    ...world,
    to,
    idOf,
    letter,
    post: (path: string, fields: Record<string, string> = {}) => freshPages(app).request(path, form(fields)),
    /** Time goes on, and what was asked for is mailed. */
    later: async (ms: number) => {
      clock.now += ms
      await sendUrgent(app)
    },
    /** Somebody's subscription asks to be moved to an address. */
    move: async (from: string, address: string) => {
      const subject = { subscriberId: await idOf(from), tokenEpoch: 1 }
      const path = `/preferences/${signToken(app.keys, 'preferences', subject)}/address`
      return (await freshPages(app).request(path, form({ address }))).status
    },
    stateOf: async (address: string) => (await findSubscriberByKey(app.store.db, address))?.state,
  }
}

describe.each(KINDS)('a mailbox that somebody else wants to fill, in %s', (kind) => {
  it('is asked once by sign-ups under all of its spellings', async () => {
    const { post, later, to } = await open(kind)
    for (const address of [
      ...['vic.tim@gmail.com', 'VICTIM@gmail.com', 'v.i.c.t.i.m+a@googlemail.com', 'victim+b@gmail.com'],
      ...['victim@ｇmail.com', 'tag_ged+1@example.org', 'tag_ged+2@example.org', 'Tag_Ged@example.org'],
    ]) {
      expect((await post('/subscribe', { address })).status).toBe(303)
      await later(HOUR)
    }
    expect([to(/mail\.com$/).length, to(/ged/i).length]).toEqual([1, 1])
  })

  it('takes nothing from others who are called nearly the same', async () => {
    const { post, later, smtp } = await open(kind)
    const addresses = ['axb+1@example.org', 'a_b@example.org', 'a.b@example.org', 'ab@example.org', 'a_b@example.net']
    for (const address of addresses) {
      await post('/subscribe', { address })
      await later(1000)
    }
    expect(smtp.accepted.flatMap(({ to }) => to)).toEqual(addresses)
  })

  it('is asked once by many subscriptions that want to move there, and by whoever signs it up as well', async () => {
    const { app, post, move, later, to } = await open(kind)
    const eves = ['eve1@example.net', 'eve2@example.net', 'eve3@example.net']
    for (const eve of eves) await subscribe(app, eve)
    for (let round = 0; round < 2; round++) {
      for (const eve of eves) expect(await move(eve, 'victim@example.org')).toBe(200)
      await later(20 * HOUR)
      await post('/subscribe', { address: 'victim@example.org' })
      await later(1000)
    }
    expect(to(/victim/)).toHaveLength(1)
  })

  it('is asked by a sign-up or by a move, whichever came first', async () => {
    const { app, post, move, later, to } = await open(kind)
    await subscribe(app, 'eve@example.net')
    await post('/subscribe', { address: 'victim+a@example.org' })
    await later(HOUR)
    await move('eve@example.net', 'victim@example.org')
    await later(HOUR)
    expect(to(/victim/)).toHaveLength(1)
  })

  it('is asked again after three days, when nobody has answered', async () => {
    const { post, later, to } = await open(kind)
    await post('/subscribe', { address: 'ada+a@example.org' })
    await later(0)
    await later(72 * HOUR)
    await post('/subscribe', { address: 'ada+b@example.org' })
    await later(HOUR)
    expect(to(/ada/)).toHaveLength(2)
  })

  it('does not get what waited for other mailboxes', async () => {
    const { app, move, later, to } = await open(kind, (stage, { line }) =>
      stage === 'rcpt' && line.includes('@eve.example') ? { reply: '450 4.2.1 later' } : undefined,
    )
    await subscribe(app, 'eve@example.net')
    for (const address of ['one@eve.example', 'two@eve.example', 'victim@example.org']) {
      await move('eve@example.net', address)
      await later(1000)
    }
    await later(2 * HOUR)
    expect(to(/victim/)).toHaveLength(1)
  })

  it('is asked when what somebody else had sent there never left the house', async () => {
    let isAway = true
    const { app, post, move, later, to } = await open(kind, (stage) =>
      stage === 'rcpt' && isAway ? { reply: '450 4.2.1 later' } : undefined,
    )
    await subscribe(app, 'eve@example.net')
    await move('eve@example.net', 'ada@example.org')
    await later(1000)
    await move('eve@example.net', 'else@example.org')
    isAway = false
    await post('/subscribe', { address: 'ada@example.org' })
    await later(1000)
    expect(to(/ada/)).toHaveLength(1)
  })
})

describe('who has left', () => {
  it('does not come back by a form where nobody is asked to confirm, but by their own confirmation', async () => {
    const { app, post, later, idOf, letter, stateOf } = await open('sqlite')
    app.config.subscribe.doubleOptIn = false
    await post('/subscribe', { address: 'ada@example.org' })
    await later(0)
    expect(await stateOf('ada@example.org')).toBe('active')
    await unsubscribe(app.store.db, { subscriberId: await idOf('ada@example.org'), reason: 'link', now: app.clock() })
    await later(1000)
    await post('/subscribe', { address: 'ada@example.org' })
    await later(1000)
    expect(await stateOf('ada@example.org')).toBe('unsubscribed')
    expect((await post(letter('ada@example.org', 'confirm'))).status).toBe(200)
    expect(await stateOf('ada@example.org')).toBe('active')
  })

  it('is not brought back by a link that is older than the last time that they left, nor asked once more', async () => {
    const { post, later, to, letter, stateOf } = await open('sqlite')
    const again = async () => {
      await post('/subscribe', { address: 'ada@example.org' })
      await later(1000)
    }
    await again()
    await post(letter('ada@example.org', 'confirm'))
    await later(1000)
    const leaving = letter('ada@example.org', 'unsubscribe')
    await post(leaving)
    await later(1000)
    await again()
    const link = letter('ada@example.org', 'confirm')
    expect((await post(leaving)).status).toBe(200)
    expect((await post(link)).status).toBe(404)
    await again()
    expect([await stateOf('ada@example.org'), to(/ada/).length]).toEqual(['unsubscribed', 3])
  })

  it('is not moved by what they asked for before they left', async () => {
    const { app, post, move, later, idOf, letter, stateOf } = await open('sqlite')
    await post('/subscribe', { address: 'ada@example.org' })
    await later(1000)
    await post(letter('ada@example.org', 'confirm'))
    await move('ada@example.org', 'new@example.org')
    await later(1000)
    const link = letter('new@example.org', 'confirm')
    await unsubscribe(app.store.db, { subscriberId: await idOf('ada@example.org'), reason: 'link', now: app.clock() })
    await later(1000)
    await post('/subscribe', { address: 'ada@example.org' })
    await later(1000)
    expect((await post(letter('ada@example.org', 'confirm'))).status).toBe(200)
    expect((await post(link)).status).toBe(404)
    expect(await stateOf('ada@example.org')).toBe('active')
  })
})
