import { beforeEach, describe, expect, test } from 'vitest'
import { NOW, subscribe } from '../../../test/support/ledger.ts'
import { findSubscriber } from '../../store/subscribers.ts'
import { openApi } from './api.fixture.ts'

let api: Awaited<ReturnType<typeof openApi>>

beforeEach(async () => {
  api = await openApi()
})

const change = (body: object, name = 'ada') => api.ask('PATCH', `/subscribers/${name}@example.org`, { body })

describe('one subscriber', () => {
  test('is shown with what they get and when', async () => {
    const { id } = await subscribe(api.db, 'ada', { name: 'Ada' })
    const { status, body } = await api.ask('GET', '/subscribers/ADA@example.org')
    expect([status, body]).toEqual([
      200,
      {
        ...{ id, address: 'ada@example.org', name: 'Ada', state: 'active' },
        ...{ cadence: 'weekly', hour: 8, weekday: 'monday', monthday: 1, zone: 'Europe/Berlin', topics: null },
        ...{ pausedUntil: null, nextDigest: '2024-05-20T08:00:00.000Z' },
        ...{ createdAt: '2024-05-19T08:00:00.000Z', confirmedAt: '2024-05-19T08:00:00.000Z', endedAt: null },
        ...{ leaveReason: null, source: 'command line' },
      },
    ])
  })

  test.each(['a/b', 'a?b', 'a#b', 'a+b', "a'b"])('is found under the address %s@example.org', async (local) => {
    await subscribe(api.db, local)
    const { body } = await api.ask('GET', `/subscribers/${encodeURIComponent(`${local}@example.org`)}`)
    expect(body.address).toBe(`${local}@example.org`)
  })
})

describe('changing a subscriber', () => {
  test('changes what is given, and when the next digest comes; everything else stays', async () => {
    const ada = await subscribe(api.db, 'ada', { name: 'Ada' })
    const { status, body } = await change({ cadence: 'daily', hour: 7, topics: ['Ships'] })
    expect([status, body.nextDigest, api.changes()]).toEqual([200, '2024-05-21T05:00:00.000Z', 1])
    expect(await findSubscriber(api.db, ada.id)).toEqual({
      ...ada,
      ...{ cadence: 'daily', hour: 7, topics: ['ships'], dueAt: Date.parse('2024-05-21T05:00:00Z') },
    })
  })

  test('a name alone moves no digest', async () => {
    const ada = await subscribe(api.db, 'ada')
    await change({ name: 'Ada' })
    expect(await findSubscriber(api.db, ada.id)).toEqual({ ...ada, name: 'Ada' })
    await change({ name: null })
    expect(await findSubscriber(api.db, ada.id)).toEqual(ada)
  })

  test('twice is the same as once', async () => {
    await subscribe(api.db, 'ada')
    const first = await change({ weekday: 'friday', pausedUntil: '2024-06-01T00:00:00Z' })
    expect(await change({ weekday: 'friday', pausedUntil: '2024-06-01T00:00:00Z' })).toMatchObject({ body: first.body })
  })

  test('a pause lasts until its end, through other changes, or until it is ended', async () => {
    await subscribe(api.db, 'ada')
    const due = async (body: object) => (await change(body)).body.nextDigest
    expect(await due({ pausedUntil: '2024-06-05T00:00:00+02:00' })).toBe('2024-06-10T06:00:00.000Z')
    expect(await due({ cadence: 'daily' })).toBe('2024-06-05T06:00:00.000Z')
    expect(await due({ pausedUntil: null })).toBe('2024-05-21T06:00:00.000Z')
  })

  test.each([
    [{ pausedUntil: '2024-05-20T08:00:00Z' }, '#/pausedUntil', 'is not ahead'],
    [{ pausedUntil: 'june' }, '#/pausedUntil', 'is no time'],
    [{ address: 'eve@example.org' }, '#/address', 'is unknown'],
    [{ state: 'active' }, '#/state', 'is unknown'],
    [{ cadence: 'site' }, '#/cadence', 'no digest.schedule'],
  ])('refuses %j', async (given, pointer, detail) => {
    const ada = await subscribe(api.db, 'ada')
    const { status, body } = await change(given)
    expect([status, body.errors]).toEqual([422, [{ pointer, detail: expect.stringContaining(detail) }]])
    expect(await findSubscriber(api.db, ada.id)).toEqual(ada)
  })

  test('is refused for who has not confirmed, and for who has left', async () => {
    await subscribe(api.db, 'bob', { state: 'pending' })
    await subscribe(api.db, 'eve')
    await api.ask('DELETE', '/subscribers/eve@example.org')
    expect(await change({ hour: 9 }, 'bob')).toMatchObject({ status: 409, body: { state: 'pending' } })
    expect(await change({ hour: 9 }, 'eve')).toMatchObject({ status: 409, body: { state: 'unsubscribed' } })
  })
})

describe('removing a subscriber', () => {
  test('unsubscribes them at once, however often it is asked', async () => {
    const ada = await subscribe(api.db, 'ada')
    const answers = [await api.ask('DELETE', '/subscribers/ada@example.org')]
    api.clock.now += 1000
    answers.push(await api.ask('DELETE', '/subscribers/ada@example.org'))
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [204, null],
      [204, null],
    ])
    expect(await findSubscriber(api.db, ada.id)).toMatchObject({ state: 'unsubscribed', endedAt: NOW })
    expect(api.changes()).toBe(1)
  })
})

describe('the list of subscribers', () => {
  test('comes page by page, each with the path of the next', async () => {
    for (const name of ['ada', 'bob', 'eve', 'joe', 'kim']) await subscribe(api.db, name)
    const seen: string[] = []
    for (let path: string | null = '/api/subscribers?limit=2'; path !== null; ) {
      const { body } = await api.ask('GET', path.slice('/api'.length))
      seen.push(body.subscribers.map(({ address }: { address: string }) => address.slice(0, 3)).join())
      path = body.next
    }
    expect(seen).toEqual(['ada,bob', 'eve,joe', 'kim'])
  })

  test('can be of one state, on every page', async () => {
    for (const name of ['ada', 'bob', 'eve'])
      await subscribe(api.db, name, { state: name === 'bob' ? 'active' : 'pending' })
    const first = await api.ask('GET', '/subscribers?state=pending&limit=1')
    const second = await api.ask('GET', first.body.next.slice('/api'.length))
    expect([...first.body.subscribers, ...second.body.subscribers].map(({ address }) => address)).toEqual([
      'ada@example.org',
      'eve@example.org',
    ])
    expect(second.body.next).toBe(null)
  })
})

test.each(['GET', 'HEAD'])('%s changes nothing', async (method) => {
  const ada = await subscribe(api.db, 'ada')
  for (const path of ['/subscribers', '/subscribers/ada@example.org']) {
    const response = await api.app.request(`/api${path}`, {
      method,
      headers: { Authorization: `Bearer ${'0123456789abcdef'.repeat(2)}` },
    })
    expect(response.status).toBe(200)
  }
  expect([await findSubscriber(api.db, ada.id), api.changes()]).toEqual([ada, 0])
})
