import { describe, expect, it } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { addWithConsent, type ConsentedSubscriber } from './add-with-consent.ts'
import { consentsOf } from './consents.ts'
import { findSubscriberByKey, suppress, unsubscribe } from './subscribers.ts'

const DAY = 86_400_000

function consented(changes: Partial<ConsentedSubscriber> = {}): ConsentedSubscriber {
  return {
    address: 'Ada@example.org',
    addressKey: 'ada@example.org',
    name: 'Ada',
    preferences: { cadence: 'daily', hour: 7, weekday: 1, monthday: 1, zone: 'Europe/Berlin', topics: ['news'] },
    source: 'API',
    client: 'the till',
    wording: 'Yes, write to me.',
    askedAt: NOW - DAY,
    nonce: 'n',
    cursor: 3,
    dueAt: NOW + DAY,
    now: NOW,
    suppressionKeys: ['ada@example.org', 'forgotten:ada'],
    ...changes,
  }
}

describe.each(KINDS)('adding somebody who agreed already in %s', (kind) => {
  it('makes them active, with what they chose and the evidence', async () => {
    const { db } = await freshStore(kind)
    const result = await addWithConsent(db, consented())
    expect(result).toMatchObject({
      kind: 'added',
      subscriber: {
        ...{ address: 'Ada@example.org', name: 'Ada', state: 'active', cadence: 'daily', hour: 7, topics: ['news'] },
        ...{ cursor: 3, dueAt: NOW + DAY, confirmedAt: NOW, source: 'API' },
      },
    })
    const ada = (await findSubscriberByKey(db, 'ada@example.org'))!
    expect(await consentsOf(db, ada.id)).toMatchObject([
      { kind: 'subscribe', client: 'the till', wording: 'Yes, write to me.', askedAt: NOW - DAY, confirmedAt: NOW },
    ])
  })

  it('leaves who is active as they are', async () => {
    const { db } = await freshStore(kind)
    const ada = await subscribe(db, 'ada')
    expect(await addWithConsent(db, consented())).toEqual({ kind: 'exists', subscriber: ada })
    expect(await consentsOf(db, ada.id)).toEqual([])
  })

  it('makes who was asked and has not answered active', async () => {
    const { db } = await freshStore(kind)
    const ada = await subscribe(db, 'ada', { state: 'pending', name: 'Ada Byron' })
    const { name: _, ...nameless } = consented()
    expect(await addWithConsent(db, nameless)).toMatchObject({
      kind: 'added',
      subscriber: { id: ada.id, state: 'active', name: 'Ada Byron' },
    })
  })

  it('brings back who left before they agreed, and nobody who left after it', async () => {
    const { db } = await freshStore(kind)
    const ada = await subscribe(db, 'ada')
    await unsubscribe(db, { subscriberId: ada.id, reason: 'link', now: NOW - DAY })
    expect(await addWithConsent(db, consented())).toEqual({ kind: 'ended', reason: 'unsubscribed' })
    expect(await findSubscriberByKey(db, 'ada@example.org')).toMatchObject({ state: 'unsubscribed' })
    expect(await addWithConsent(db, consented({ askedAt: NOW - DAY + 1 }))).toMatchObject({
      kind: 'added',
      subscriber: { id: ada.id, state: 'active', endedAt: null },
    })
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })

  it('brings back who was forgotten only when they agreed after it', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'forgotten:ada', 'unsubscribed', 'forgotten', NOW - DAY)
    expect(await addWithConsent(db, consented())).toEqual({ kind: 'ended', reason: 'unsubscribed' })
    expect(await addWithConsent(db, consented({ askedAt: NOW }))).toMatchObject({ kind: 'added' })
  })

  it.each([
    'bounced',
    'complained',
  ] as const)('adds nobody whose address is %s, whenever they agreed', async (reason) => {
    const { db } = await freshStore(kind)
    await suppress(db, 'ada@example.org', reason, 'told', NOW - 9 * DAY)
    expect(await addWithConsent(db, consented({ askedAt: NOW }))).toEqual({ kind: 'ended', reason })
    expect(await findSubscriberByKey(db, 'ada@example.org')).toBe(null)
  })

  it.each([
    false,
    true,
  ])('adds one person once when it is asked ten times at once (known before: %s)', async (known) => {
    const { db } = await freshStore(kind)
    if (known) await subscribe(db, 'ada', { state: 'pending' })
    const results = await Promise.all(Array.from({ length: 10 }, () => addWithConsent(db, consented())))
    expect(results.map((result) => result.kind).sort()).toEqual(['added', ...Array(9).fill('exists')])
    const ada = (await findSubscriberByKey(db, 'ada@example.org'))!
    expect(await consentsOf(db, ada.id)).toHaveLength(1)
  })
})
