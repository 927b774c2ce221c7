import type { KyselyPlugin } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { suppress, unsubscribe } from '../store/subscribers.ts'
import { form, from, keys, openPages, type Pages } from './subscription.fixture.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

let pages: Pages

beforeEach(async () => {
  pages = await openPages()
})

const rows = () => pages.db.selectFrom('sign_ups').selectAll().execute()
const post = (fields: Record<string, string> | string[][], client = '192.0.2.7', headers = {}) =>
  pages.app.request('/subscribe', { ...form(fields), headers }, from(client))

describe('the form', () => {
  test('has what can be chosen, with what the site would choose', async () => {
    const page = await (await pages.app.request('/subscribe')).text()
    expect(page).toContain('<form method="post" action="/subscribe">')
    expect(page).toContain('value="weekly" id="weekly" checked')
    expect(page).toContain('<option value="UTC" selected>')
    expect(page).toContain('I want to get the digest by mail.')
    expect(page).toContain('<script src="/subscribe/zone.js" defer></script>')
  })

  test('goes below the path at which readers reach the pages', async () => {
    pages = await openPages({ http: { url: 'https://example.org/news' } })
    expect(await (await pages.app.request('/subscribe')).text()).toContain('action="/news/subscribe"')
    expect((await post({ address: 'eve@example.org' })).headers.get('Location')).toBe('/news/subscribe/check')
  })

  test('allows a script of its own and nothing inline', async () => {
    const policy = (await pages.app.request('/subscribe')).headers.get('Content-Security-Policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    const script = await pages.app.request('/subscribe/zone.js')
    expect([script.status, script.headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8'])
  })

  test('offers the days of the site, with the next one, when it has a schedule', async () => {
    expect(await (await pages.app.request('/subscribe')).text()).not.toContain('value="site"')
    pages = await openPages({ schedule: '0 8 * * 2,5' })
    expect(await (await pages.app.request('/subscribe')).text()).toMatch(/value="site".*next: Tue 21 May, 08:00/)
  })

  test('says that nothing is tracked', async () => {
    expect(await (await pages.app.request('/subscribe')).text()).toContain('Opens and clicks are not tracked.')
  })

  test('can be pasted into any page', async () => {
    const page = await (await pages.app.request('/subscribe/embed')).text()
    expect(page).toContain('&lt;form action=&quot;https://blog.example.org/subscribe&quot; method=&quot;post&quot;&gt;')
  })

  test.each([
    '/subscribe',
    '/subscribe/check',
    '/subscribe/embed',
    '/subscribe/zone.js',
  ])('%s is not there when nobody can sign up', async (path) => {
    pages = await openPages({ subscribe: { open: false } })
    expect((await pages.app.request(path)).status).toBe(404)
    expect((await post({ address: 'eve@example.org' })).status).toBe(404)
    expect(await rows()).toEqual([])
  })
})

describe('signing up', () => {
  test('keeps what was given, and from where', async () => {
    const answer = await post([
      ['address', ' Eve@Example.org '],
      ['name', 'Eve'],
      ['cadence', 'daily'],
      ['hour', '7'],
      ['zone', 'Asia/Tokyo'],
      ['topic', 'Rust'],
      ['topic', 'ops'],
    ])
    expect([answer.status, answer.headers.get('Location')]).toEqual([303, '/subscribe/check'])
    const preferences = {
      cadence: 'daily',
      hour: 7,
      weekday: 1,
      monthday: 1,
      zone: 'Asia/Tokyo',
      topics: ['rust', 'ops'],
    }
    const [row] = await rows()
    expect(row).toEqual({
      address: 'Eve@example.org',
      address_key: 'eve@example.org',
      name: 'Eve',
      preferences: expect.any(String),
      source: 'sign-up form',
      client: '192.0.2.7',
      wording: 'I want to get the digest by mail. I can leave at any time, by the link in each message.',
      asked_at: NOW,
    })
    expect(JSON.parse(row!.preferences)).toEqual(preferences)
  })

  test('needs an address alone', async () => {
    await post({ address: 'eve@example.org' })
    expect(JSON.parse((await rows())[0]!.preferences)).toMatchObject({ cadence: 'weekly', zone: 'UTC', topics: null })
  })

  test('wakes whoever makes the mail, after the answer', async () => {
    await post({ address: 'eve@example.org' })
    expect(pages.changes()).toBe(0)
    await pages.changed()
    expect(pages.changes()).toBe(1)
  })

  test('works from a form on another site, and says from which', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://friends.example' }
    expect((await post({ address: 'eve@example.org' }, '192.0.2.7', headers)).status).toBe(303)
    expect((await rows())[0]?.source).toBe('sign-up form on https://friends.example')
  })

  test('by what fills in the field for bots looks the same, and keeps nothing', async () => {
    const answer = await post({ address: 'eve@example.org', website: 'https://spam.example' })
    expect([answer.status, answer.headers.get('Location'), await rows()]).toEqual([303, '/subscribe/check', []])
  })

  test('with a domain of other letters keeps it in ASCII', async () => {
    await post({ address: 'eve@müller.example' })
    expect((await rows())[0]?.address).toBe('eve@xn--mller-kva.example')
  })

  test('in many parts works as well', async () => {
    const body = new FormData()
    body.set('address', 'eve@example.org')
    expect((await pages.app.request('/subscribe', { method: 'POST', body })).status).toBe(303)
    expect(await rows()).toHaveLength(1)
  })
})

describe('whether an address is known', () => {
  test('cannot be told from the answer', async () => {
    const left = await subscribe(pages.db, 'left')
    await unsubscribe(pages.db, { subscriberId: left.id, reason: 'page', now: NOW })
    await suppress(pages.db, 'gone@example.org', 'bounced', '550', NOW)
    const answers = []
    for (const name of ['new', 'ada', 'left', 'gone']) {
      const answer = await post({ address: `${name}@example.org` })
      const page = await (await pages.app.request(answer.headers.get('Location')!)).text()
      answers.push([answer.status, [...answer.headers], await answer.text(), page])
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(await rows()).toHaveLength(4)
  })

  test('makes no difference to what the store is asked', async () => {
    const asked: string[] = []
    const listening: KyselyPlugin = {
      transformQuery({ node }) {
        asked.push(node.kind)
        return node
      },
      transformResult: async ({ result }) => result,
    }
    const { db, config } = pages
    const app = subscriptionRoutes({ db: db.withPlugin(listening), keys, config, clock: () => NOW })
    await app.request('/subscribe', form({ address: 'new@example.org' }))
    await app.request('/subscribe', form({ address: 'ada@example.org' }))
    expect(asked).toEqual(['InsertQueryNode', 'InsertQueryNode'])
  })
})

describe('too many sign-ups', () => {
  test('of one client are answered with 429, a time and a page, and then taken again', async () => {
    for (let n = 0; n < 20; n++) await post({ address: `a${n}@example.org` })
    const answer = await post({ address: 'more@example.org' })
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '3600'])
    expect(await answer.text()).toContain('Please try again in 60 minutes.')
    expect((await post({ address: 'other@example.org' }, '192.0.2.8')).status).toBe(303)
    pages.later(3_600_000)
    expect((await post({ address: 'more@example.org' })).status).toBe(303)
  })

  test('of one address look the same as the first', async () => {
    const answers = []
    for (let n = 0; n < 5; n++) answers.push((await post({ address: 'ada@example.org' }, `192.0.2.${n}`)).status)
    expect([answers, (await rows()).length]).toEqual([[303, 303, 303, 303, 303], 1])
  })
})

test('where nobody is asked to confirm, the page promises a welcome', async () => {
  pages = await openPages({ subscribe: { doubleOptIn: false } })
  expect(await (await pages.app.request('/subscribe/check')).text()).toContain('You will get a welcome by mail')
})
