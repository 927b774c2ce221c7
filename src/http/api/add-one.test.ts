import { beforeEach, describe, expect, test } from 'vitest'
import { NOW, subscribe } from '../../../test/support/ledger.ts'
import { consentsOf } from '../../store/consents.ts'
import { findSubscriberByKey, suppress, unsubscribe } from '../../store/subscribers.ts'
import { openApi } from './api.fixture.ts'

const DAY = 86_400_000
const CONSENT = { at: '2024-05-20T09:00:00+02:00', from: '192.0.2.7', wording: 'Yes, write to me.' }

let api: Awaited<ReturnType<typeof openApi>>

beforeEach(async () => {
  api = await openApi()
})

const add = (body: object) => api.ask('POST', '/subscribers', { body })
const signUps = () => api.db.selectFrom('sign_ups').selectAll().execute()

describe('signing somebody up', () => {
  test('keeps what they chose, and what else the site says of new subscribers', async () => {
    const choices = { cadence: 'daily', hour: 6, zone: 'america/new_york', topics: ['News', 'news', 'Ships'] }
    await add({ address: ' Ada@Example.ORG ', name: 'Ada', ...choices, from: '192.0.2.7', wording: 'Yes.' })
    const [row] = await signUps()
    expect(row).toMatchObject({ address: 'Ada@example.org', address_key: 'ada@example.org', name: 'Ada' })
    expect(row).toMatchObject({ source: 'API', client: '192.0.2.7', wording: 'Yes.', asked_at: NOW })
    expect(JSON.parse(row!.preferences)).toEqual({
      ...{ cadence: 'daily', hour: 6, weekday: 1, monthday: 1 },
      ...{ zone: 'America/New_York', topics: ['news', 'ships'] },
    })
  })

  test('names the wording of the site when none is given', async () => {
    await add({ address: 'ada@example.org' })
    expect((await signUps())[0]?.wording).toBe(api.config.subscribe.wording)
  })

  test('answers the same for every address, and adds nobody by itself', async () => {
    const { id } = await subscribe(api.db, 'left')
    await unsubscribe(api.db, { subscriberId: id, reason: 'link', now: NOW })
    await subscribe(api.db, 'known')
    await suppress(api.db, 'bounced@example.org', 'bounced', '550', NOW)
    const names = ['new', 'known', 'left', 'bounced']
    const answers = await Promise.all(names.map((name) => add({ address: `${name}@example.org` })))
    expect(answers.map(({ status, body }) => [status, body])).toEqual(
      names.map((name) => [202, { status: 'accepted', address: `${name}@example.org` }]),
    )
    expect(await findSubscriberByKey(api.db, 'new@example.org')).toBe(null)
  })

  test('has it looked at after the answer, so that no time tells what becomes of an address', async () => {
    await add({ address: 'ada@example.org' })
    expect(api.changes()).toBe(0)
    await api.changed()
    expect(api.changes()).toBe(1)
  })

  test('of one address keeps one row, however often', async () => {
    for (let i = 0; i < 20; i++) await add({ address: i % 2 ? 'ada@example.org' : 'ADA@example.org' })
    expect(await signUps()).toHaveLength(1)
  })
})

describe('adding somebody who agreed already', () => {
  test('makes them active at once, and keeps the evidence', async () => {
    const { status, headers, body } = await add({ address: 'ada@example.org', confirmed: true, consent: CONSENT })
    expect([status, headers.get('Location'), api.changes()]).toEqual([201, '/api/subscribers/ada%40example.org', 1])
    expect(body).toMatchObject({ state: 'active', confirmedAt: '2024-05-20T08:00:00.000Z', source: 'API' })
    expect(await consentsOf(api.db, body.id)).toMatchObject([
      { client: '192.0.2.7', wording: 'Yes, write to me.', askedAt: NOW - 3_600_000, confirmedAt: NOW },
    ])
    expect(await signUps()).toEqual([])
  })

  test('a second time changes nothing and answers 200', async () => {
    const first = await add({ address: 'ada@example.org', consent: CONSENT })
    const second = await add({ address: 'ada@example.org', cadence: 'daily', consent: CONSENT })
    expect([second.status, second.body, api.changes()]).toEqual([200, first.body, 1])
  })

  test('brings nobody back who left after they had agreed', async () => {
    const ada = await subscribe(api.db, 'ada')
    await unsubscribe(api.db, { subscriberId: ada.id, reason: 'link', now: NOW })
    const { status, body } = await add({ address: 'ada@example.org', consent: CONSENT })
    expect([status, body.state, body.detail]).toEqual([
      409,
      'unsubscribed',
      'They left after that consent. To come back they have to agree anew.',
    ])
  })

  test('adds nobody whose mail came back', async () => {
    await suppress(api.db, 'ada@example.org', 'bounced', '550', NOW - 30 * DAY)
    expect(await add({ address: 'ada@example.org', consent: CONSENT })).toMatchObject({
      status: 409,
      body: { state: 'bounced' },
    })
  })

  test.each([
    [{ confirmed: true }, '#/consent', 'is missing, and confirmed is true'],
    [{ confirmed: false, consent: CONSENT }, '#/confirmed', 'is false, and there is a consent'],
    [{ consent: { ...CONSENT, at: 'yesterday' } }, '#/consent/at', 'is no time'],
    [{ consent: { ...CONSENT, at: '2024-05-20T09:00:00' } }, '#/consent/at', 'is no time'],
    [{ consent: { ...CONSENT, at: '2024-05-21T09:00:00Z' } }, '#/consent/at', 'lies ahead'],
    [{ consent: { at: CONSENT.at, from: 'a till' } }, '#/consent/wording', 'is missing'],
    [{ consent: { ...CONSENT, wording: ' ' } }, '#/consent/wording', 'is empty'],
  ])('needs evidence that holds: %j', async (given, pointer, detail) => {
    const { status, body } = await add({ address: 'ada@example.org', ...given })
    expect([status, body.errors[0]]).toEqual([422, { pointer, detail: expect.stringContaining(detail) }])
    expect(await findSubscriberByKey(api.db, 'ada@example.org')).toBe(null)
  })
})

describe('a value that cannot be taken', () => {
  test.each([
    [{}, '#/address', 'is missing'],
    [{ address: 'ada' }, '#/address', 'has no @'],
    [{ address: 'ada@example.org\r\nBcc: eve@example.org' }, '#/address', 'has an invisible character'],
    [{ address: 'ada@example.org, eve@example.org' }, '#/address', 'more than one address'],
    [{ address: 'adä@example.org' }, '#/address', 'SMTPUTF8'],
    [{ address: 'ada@example.org', name: 'Ada\r\nBcc: eve@example.org' }, '#/name', 'line break'],
    [{ address: 'ada@example.org', name: 7 }, '#/name', 'another type'],
    [{ address: 'ada@example.org', cadence: 'hourly' }, '#/cadence', 'Choose one of instant, daily'],
    [{ address: 'ada@example.org', cadence: 'site' }, '#/cadence', 'no digest.schedule'],
    [{ address: 'ada@example.org', hour: 24 }, '#/hour', 'at most 23'],
    [{ address: 'ada@example.org', hour: 6.5 }, '#/hour', 'a whole number'],
    [{ address: 'ada@example.org', weekday: 'funday' }, '#/weekday', 'Choose one of monday'],
    [{ address: 'ada@example.org', monthday: 0 }, '#/monthday', 'at least 1'],
    [{ address: 'ada@example.org', zone: 'Europe/Berlim' }, '#/zone', 'Did you mean Europe/Berlin?'],
    [{ address: 'ada@example.org', topics: [] }, '#/topics', 'Write null for every post'],
    [{ address: 'ada@example.org', topics: ['a\0b'] }, '#/topics/0', 'control character'],
    [{ address: 'ada@example.org', adress: 'x' }, '#/adress', 'Did you mean address?'],
    [{ address: 'ada@example.org', from: 'a\nb' }, '#/from', 'line break'],
  ])('is named with its place: %j', async (given, pointer, detail) => {
    const { status, body } = await add(given)
    expect([status, body.errors]).toEqual([422, [{ pointer, detail: expect.stringContaining(detail) }]])
    expect([await signUps(), api.changes()]).toEqual([[], 0])
  })

  test('does not keep the others from being named', async () => {
    const { body } = await add({ address: 'ada', hour: 99, weekday: 'x' })
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['#/address', '#/hour', '#/weekday'])
  })
})

test('the schedule of the site can be chosen where there is one', async () => {
  api = await openApi({ digest: { schedule: '0 8 * * 2,5' } })
  const { body } = await add({ address: 'ada@example.org', cadence: 'site', consent: CONSENT })
  expect([body.cadence, body.nextDigest]).toEqual(['site', '2024-05-21T06:00:00.000Z'])
})
