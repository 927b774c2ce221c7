import { describe, expect, it } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import type { KeptConsent } from '../subscribers/csv-consents.ts'
import { addConsent, consentsOf } from './consents.ts'
import type { Db } from './db.ts'
import { type ImportedSubscriber, importSubscribers } from './import-subscribers.ts'
import { importSuppressions } from './import-suppressions.ts'
import { countSubscribers, findSubscriberByKey, suppress } from './subscribers.ts'

const DAY = 86_400_000

const person = (name: string, more: Partial<ImportedSubscriber> = {}): ImportedSubscriber => ({
  address: `${name}@example.org`,
  addressKey: `${name}@example.org`,
  name: null,
  state: 'active',
  ...{ cadence: 'weekly', hour: 8, weekday: 1, monthday: 1, zone: 'UTC', topics: null },
  ...{ cursor: 3, dueAt: NOW, tokenEpoch: 1, createdAt: NOW, confirmedAt: null, endedAt: null },
  source: 'import list.csv',
  ...more,
})

const consent = (name: string, more: Partial<KeptConsent> = {}): KeptConsent => ({
  ...{ kind: 'subscribe', address: `${name}@example.org`, addressKey: `${name}@example.org`, source: 'sign-up form' },
  ...{ client: '198.51.100.7', wording: 'Yes', preferences: null, nonce: `nonce of ${name}` },
  ...{
    askedAt: NOW - DAY,
    expiresAt: NOW,
    plannedAt: NOW - DAY,
    confirmedAt: NOW,
    confirmedFrom: null,
    welcomedAt: NOW,
  },
  ...more,
})

const stateOf = async (db: Db, name: string) => (await findSubscriberByKey(db, `${name}@example.org`))?.state

async function suppressions(db: Db) {
  const rows = await db.selectFrom('suppressions').selectAll().orderBy('address_key').execute()
  return rows.map(({ address_key, reason, detail }) => [address_key, reason, detail])
}

describe.each(KINDS)('an import into %s', (kind) => {
  it('adds who is new with every fact, once however often they are listed', async () => {
    const { db } = await freshStore(kind)
    const ada = person('ada', { id: 42, name: 'Ada', topics: ['rust'], pausedUntil: NOW + DAY, createdAt: NOW - DAY })
    const done = await importSubscribers(db, [ada, person('ada', { name: 'Other' }), person('bob')], NOW)
    expect(done).toMatchObject({ added: 2, left: 0, standings: ['new', 'new', 'new'] })
    const { addressKey: _, ...facts } = ada
    expect(await findSubscriberByKey(db, 'ada@example.org')).toEqual({ leaveReason: null, ...facts })
    expect((await importSubscribers(db, [ada, person('bob')], NOW)).standings).toEqual(['known', 'known'])
  })

  it('keeps an id, unless it is somebody else’s here', async () => {
    const { db } = await freshStore(kind)
    await importSubscribers(db, [person('ada', { id: 42 })], NOW)
    await importSubscribers(db, [person('bob', { id: 42 }), person('eve', { id: 43 })], NOW)
    expect((await findSubscriberByKey(db, 'eve@example.org'))?.id).toBe(43)
    const bob = await findSubscriberByKey(db, 'bob@example.org')
    expect([42, 43]).not.toContain(bob?.id)
  })

  it('suppresses who had left, bounced or complained', async () => {
    const { db } = await freshStore(kind)
    await importSubscribers(
      db,
      [
        person('ada', { state: 'unsubscribed', endedAt: NOW - DAY }),
        person('bob', { state: 'bounced' }),
        person('eve', {
          state: 'unsubscribed',
          suppression: { key: 'eve@example.org', reason: 'complained', detail: 'report of 2 May', at: NOW },
        }),
      ],
      NOW,
    )
    expect(await suppressions(db)).toEqual([
      ['ada@example.org', 'unsubscribed', 'import list.csv'],
      ['bob@example.org', 'bounced', 'import list.csv'],
      ['eve@example.org', 'complained', 'report of 2 May'],
    ])
  })

  it('brings nobody back who is suppressed, by their address or by what is left of it', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'ada@example.org', 'unsubscribed', 'by link', NOW)
    await suppress(db, 'forgotten:old', 'bounced', '550', NOW)
    const bob = person('bob', { forgottenKeys: () => ['forgotten:new', 'forgotten:old'] })
    const { standings } = await importSubscribers(db, [person('ada'), bob, person('eve')], NOW)
    expect(standings).toEqual(['suppressed', 'suppressed', 'new'])
    expect(await countSubscribers(db)).toMatchObject({ active: 1 })
  })

  it('ends who is active here by another list, and who left there after they had come here', async () => {
    const { db } = await freshStore(kind)
    await importSubscribers(db, [person('ada')], NOW)
    await subscribe(db, 'bob')
    await subscribe(db, 'eve')
    const left = [
      person('ada', { state: 'unsubscribed', endedAt: NOW - 9 * DAY, source: 'import left.csv' }),
      person('bob', { state: 'complained', endedAt: NOW, source: 'import left.csv' }),
      person('eve', { state: 'unsubscribed', endedAt: NOW - 9 * DAY, source: 'import left.csv' }),
    ]
    expect(await importSubscribers(db, left, NOW)).toEqual({
      ...{ added: 0, left: 2 },
      standings: ['leaves', 'leaves', 'known'],
    })
    expect([await stateOf(db, 'ada'), await stateOf(db, 'bob'), await stateOf(db, 'eve')]).toEqual([
      'unsubscribed',
      'complained',
      'active',
    ])
    expect(await suppressions(db)).toEqual([
      ['ada@example.org', 'unsubscribed', 'import left.csv'],
      ['bob@example.org', 'complained', 'import left.csv'],
    ])
  })

  it('ends who is listed twice, and has left by one of the rows', async () => {
    const { db } = await freshStore(kind)
    await importSubscribers(db, [person('ada'), person('ada', { state: 'bounced' })], NOW)
    expect(await stateOf(db, 'ada')).toBe('bounced')
  })

  it('keeps the weightier reason of somebody who gets no mail already', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'ada@example.org', 'unsubscribed', 'by link', NOW)
    await importSubscribers(db, [person('bob', { state: 'complained' })], NOW)
    await importSubscribers(db, [person('ada', { state: 'complained' }), person('bob', { state: 'unsubscribed' })], NOW)
    expect(await suppressions(db)).toEqual([
      ['ada@example.org', 'complained', 'import list.csv'],
      ['bob@example.org', 'complained', 'import list.csv'],
    ])
  })

  it('suppresses addresses that are nobody’s, and ends whose they are', async () => {
    const { db } = await freshStore(kind)
    await importSubscribers(db, [person('ada')], NOW)
    const done = await importSuppressions(
      db,
      ['ada@example.org', 'bob@example.org', 'forgotten:hash'].map((key) => ({
        ...{ key, reason: 'bounced' as const, detail: '550', at: NOW },
      })),
      NOW,
    )
    expect(done).toEqual({ added: 2, left: 1, standings: ['leaves', 'new', 'new'] })
    expect(await stateOf(db, 'ada')).toBe('bounced')
    expect((await suppressions(db)).map(([key]) => key)).toEqual([
      'ada@example.org',
      'bob@example.org',
      'forgotten:hash',
    ])
  })

  it('keeps the ids of consents, so that their links stay good, and later ones get others', async () => {
    const { db } = await freshStore(kind)
    const ada = person('ada', { id: 42, consents: [consent('ada', { id: 7 }), consent('ada', { nonce: 'no id' })] })
    await importSubscribers(db, [ada], NOW)
    await importSubscribers(db, [person('bob', { id: 43, consents: [consent('bob', { id: 7 })] })], NOW)
    const terms = { now: NOW, lifeMs: DAY, nonce: () => 'later' }
    await addConsent(db, 42, { ...consent('ada'), preferences: null }, terms)
    const of = async (id: number) => (await consentsOf(db, id)).map((one) => [one.id, one.nonce])
    const [first, second, third] = await of(42)
    expect(first).toEqual([7, 'nonce of ada'])
    const [bobs] = await of(43)
    expect([second?.[1], third?.[1], bobs?.[1]]).toEqual(['no id', 'later', 'nonce of bob'])
    expect(new Set([first?.[0], second?.[0], third?.[0], bobs?.[0]]).size).toBe(4)
  })
})

// Within one process a second connection to SQLite would wait for the first for ever: test/journeys/lists.test.ts has two.
describe('two imports at once into postgres', () => {
  it('add each once, while people sign up', async () => {
    const place = await freshPlace('postgres')
    const [one, two, three] = [await openAt(place), await openAt(place), await openAt(place)]
    await importSubscribers(one.db, [person('zoe', { id: 1 })], NOW)
    const list = Array.from({ length: 60 }, (_, n) =>
      person(`reader${n}`, { id: 100 + n, consents: [consent(`reader${n}`, { id: 2 + n })] }),
    )
    const batches = [list.slice(0, 20), list.slice(20, 40), list.slice(40)]
    const runs = [one, two].map(async ({ db }) => {
      let added = 0
      for (const batch of batches) added += (await importSubscribers(db, batch, NOW)).added
      return added
    })
    const terms = { now: NOW, lifeMs: DAY, nonce: () => 'n' }
    const asks = (async () => {
      for (let n = 0; n < 30; n++) await addConsent(three.db, 1, { ...consent('zoe'), preferences: null }, terms)
    })()
    const added = await Promise.all(runs)
    await asks
    expect(added[0]! + added[1]!).toBe(60)
    expect(await one.db.selectFrom('consents').select('id').execute()).toHaveLength(90)
  })
})
