import { beforeEach, describe, expect, test } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { suppress } from '../store/subscribers.ts'
import { form, from, keys, openPages, type Pages } from './subscription.fixture.ts'
import { subscriptionRoutes } from './subscription-routes.ts'

let pages: Pages

beforeEach(async () => {
  pages = await openPages()
})

const ask = (address: string, headers = {}) =>
  pages.app.request(`${pages.path('preferences')}/address`, { ...form({ address }), headers }, from('192.0.2.7'))
const requests = () => pages.db.selectFrom('consents').selectAll().execute()

describe('asking for another address', () => {
  test('writes a request and sends them to the new inbox', async () => {
    const answer = await ask('ada@new.example')
    expect([answer.status, await answer.text()]).toEqual([
      200,
      expect.stringContaining('Look into the inbox of ada@new.example'),
    ])
    expect(await requests()).toMatchObject([
      {
        subscriber_id: pages.ada.id,
        kind: 'address',
        address_key: 'ada@new.example',
        client: '192.0.2.7',
        asked_at: NOW,
        expires_at: NOW + 72 * 3_600_000,
        planned_at: null,
      },
    ])
    await pages.changed()
    expect((await pages.now()).address).toBe('ada@example.org')
  })

  test('says the same of an address that somebody has, and of one that gets no mail', async () => {
    await subscribe(pages.db, 'eve')
    await suppress(pages.db, 'gone@example.org', 'complained', 'report', NOW)
    const said = async (address: string) => (await (await ask(address)).text()).replaceAll(address, 'x')
    const answers = [await said('new@example.org'), await said('eve@example.org'), await said('gone@example.org')]
    expect(new Set(answers).size).toBe(1)
    const written = (await requests()).map(({ address }) => address)
    expect(written).toEqual(['new@example.org', 'eve@example.org', expect.stringMatching(/^forgotten:/)])
  })

  test('counts an address that gets no mail like any other, also when the pages are opened anew', async () => {
    await suppress(pages.db, 'gone@example.org', 'complained', 'report', NOW)
    for (const name of ['gone', 'x', 'gone']) await ask(`${name}@example.org`)
    const { db, config } = pages
    const anew = subscriptionRoutes({ db, keys, config, clock: () => NOW + 1 })
    const answer = await anew.request(`${pages.path('preferences')}/address`, form({ address: 'y@example.org' }))
    expect([answer.status, (await requests()).length]).toEqual([429, 3])
  })

  test('again keeps the link that was mailed', async () => {
    await ask('ada@new.example')
    await pages.db.updateTable('consents').set({ planned_at: NOW }).execute()
    pages.later(3_600_000)
    expect((await ask('Ada@new.example')).status).toBe(200)
    expect(await requests()).toHaveLength(1)
  })

  test('is possible three times a day, whatever the addresses are', async () => {
    await suppress(pages.db, 'gone@example.org', 'bounced', '550', NOW)
    const answers = []
    for (const name of ['a', 'gone', 'b', 'c']) answers.push((await ask(`${name}@example.org`)).status)
    expect(answers).toEqual([200, 200, 200, 429])
    pages.later(86_400_001)
    expect((await ask('c@example.org')).status).toBe(200)
  })

  test.each([
    ['', 'is empty'],
    ['ada@example.org\nBcc: x@example.org', 'invisible character'],
    ['ada@example.org', 'that is the address that digests go to'],
  ])('is refused for %j', async (address, why) => {
    const answer = await ask(address)
    expect([answer.status, await requests()]).toEqual([400, []])
    expect(await answer.text()).toContain(why)
  })

  test('from a page of another site is refused', async () => {
    expect((await ask('ada@new.example', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    expect(await requests()).toEqual([])
  })

  test('is not possible for somebody who has left', async () => {
    await pages.app.request(pages.path('unsubscribe'), form({}))
    expect(await (await ask('ada@new.example')).text()).toContain('You are unsubscribed')
    expect(await requests()).toEqual([])
  })

  test('shows the preferences when the page is opened anew', async () => {
    expect((await pages.app.request(`${pages.path('preferences')}/address`)).status).toBe(200)
  })
})
