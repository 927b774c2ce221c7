import { beforeEach, describe, expect, test } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { findSubscriber, suppress, unsubscribe } from '../store/subscribers.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { from, openPages, type Pages } from './subscription.fixture.ts'

let pages: Pages
let eve: Subscriber

beforeEach(async () => {
  pages = await openPages()
  eve = await subscribe(pages.db, 'eve', { state: 'pending' })
})

const now = async (id: number) => (await findSubscriber(pages.db, id))!
const post = (path: string, init: RequestInit = {}) =>
  pages.app.request(path, { method: 'POST', ...init }, from('198.51.100.4'))

describe('the page to confirm', () => {
  test('says what there is to confirm, with one button', async () => {
    const page = await (await pages.app.request(await pages.ask(eve.id, {}))).text()
    expect(page).toContain('eve@example.org')
    expect(page).toContain('every day at 07:00 (Europe/Berlin), with posts on rust.')
    expect(page).toContain('I want the digest.')
    expect(page.match(/<button/g)).toHaveLength(1)
  })

  test.each(['GET', 'HEAD'])('%s changes nothing', async (method) => {
    expect((await pages.app.request(await pages.ask(eve.id, {}), { method })).status).toBe(200)
    expect([await now(eve.id), pages.changes()]).toEqual([eve, 0])
  })
})

describe('confirming', () => {
  test('subscribes, and says what comes when', async () => {
    const path = await pages.ask(eve.id, {})
    pages.later(60_000)
    const answer = await post(path)
    const page = await answer.text()
    expect([answer.status, pages.changes()]).toEqual([200, 1])
    expect(page).toContain('You are subscribed')
    expect(page).toContain('The next one is due on Tuesday, 21 May 2024 at 07:00')
    expect((await pages.app.request(/href="(\/preferences\/[^"]+)"/.exec(page)![1]!)).status).toBe(200)
    expect(await now(eve.id)).toMatchObject({
      state: 'active',
      cadence: 'daily',
      topics: ['rust'],
      confirmedAt: NOW + 60_000,
      dueAt: Date.UTC(2024, 4, 21, 5),
    })
    const consent = await pages.db.selectFrom('consents').selectAll().executeTakeFirstOrThrow()
    expect([consent.confirmed_at, consent.confirmed_from]).toEqual([NOW + 60_000, '198.51.100.4'])
  })

  test('again changes nothing and says that it is done', async () => {
    const path = await pages.ask(eve.id, {})
    await post(path)
    const before = await now(eve.id)
    for (const answer of [await post(path), await pages.app.request(path)]) {
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('You are subscribed already')])
    }
    expect([await now(eve.id), pages.changes()]).toEqual([before, 1])
  })

  test('brings back somebody who had left', async () => {
    await unsubscribe(pages.db, { subscriberId: pages.ada.id, reason: 'page', now: NOW })
    await post(await pages.ask(pages.ada.id, { address: 'ada@example.org', addressKey: 'ada@example.org' }))
    expect((await pages.now()).state).toBe('active')
    expect(await pages.db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })

  test('from a page of another site is refused', async () => {
    const answer = await post(await pages.ask(eve.id, {}), { headers: { 'Sec-Fetch-Site': 'cross-site' } })
    expect([answer.status, await now(eve.id)]).toEqual([403, eve])
  })
})

describe('a new address', () => {
  const NEW = { kind: 'address', address: 'ada@new.example', addressKey: 'ada@new.example', preferences: null } as const

  test('is shown beside the one before, and taken when it is confirmed', async () => {
    const path = await pages.ask(pages.ada.id, NEW)
    const asked = await (await pages.app.request(path)).text()
    expect(asked).toContain('that goes to ada@example.org is to go to <strong>ada@new.example</strong>')
    const done = await (await post(path)).text()
    expect(done).toContain('goes to <strong>ada@new.example</strong> from now on')
    expect((await pages.now()).address).toBe('ada@new.example')
  })

  test('that somebody else has is not taken', async () => {
    const path = await pages.ask(pages.ada.id, { ...NEW, address: 'eve@example.org', addressKey: 'eve@example.org' })
    expect((await post(path)).status).toBe(404)
    expect(await pages.now()).toEqual(pages.ada)
  })
})

describe('a link that confirms nothing', () => {
  const cases: [string, () => Promise<string>][] = [
    ['is nonsense', async () => '/confirm/nonsense'],
    ['was altered', async () => (await pages.ask(eve.id, {})).replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))],
    ['names another request', async () => (await pages.ask(eve.id, {})).replace(/confirm\/\w+\./, 'confirm/zz.')],
    [
      'is too old',
      async () => {
        const path = await pages.ask(eve.id, {})
        pages.later(3_600_000)
        return path
      },
    ],
    [
      'was replaced by a newer one',
      async () => {
        const path = await pages.ask(eve.id, {})
        await pages.ask(eve.id, {})
        return path
      },
    ],
    [
      'is for an address that bounced',
      async () => {
        const path = await pages.ask(eve.id, {})
        await suppress(pages.db, 'eve@example.org', 'bounced', '550', NOW)
        return path
      },
    ],
    [
      'was confirmed by somebody who has left since',
      async () => {
        const path = await pages.ask(eve.id, {})
        await post(path)
        await unsubscribe(pages.db, { subscriberId: eve.id, reason: 'page', now: NOW })
        return path
      },
    ],
  ]

  test.each(cases)('since it %s is 404, and says how to ask again', async (_, link) => {
    const path = await link()
    const before = await now(eve.id)
    for (const method of ['GET', 'POST']) {
      const answer = await pages.app.request(path, { method })
      expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('href="/subscribe"')])
    }
    expect(await now(eve.id)).toEqual(before)
  })
})
