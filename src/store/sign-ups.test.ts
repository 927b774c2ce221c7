import { describe, expect, it } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import {
  confirmationOf,
  DAILY,
  HOUR,
  letterFor,
  requestOf,
  signUp,
  signUpOf,
  THREE_DAYS,
  termsAt,
} from '../../test/support/sign-ups.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { confirmConsent } from './confirm.ts'
import { consentsOf } from './consents.ts'
import type { Db } from './db.ts'
import { planUrgent } from './plan-urgent.ts'
import { keepSignUp, settleSignUps, waitingSignUps } from './sign-ups.ts'
import { findSubscriberByKey, suppress, unsubscribe } from './subscribers.ts'

const ada = (db: Db) => findSubscriberByKey(db, 'ada@example.org')

async function leave(db: Db, now: number) {
  const { id } = (await ada(db))!
  await unsubscribe(db, { subscriberId: id, reason: 'one-click', now })
}

/** As if the request had been mailed. */
async function mail(db: Db, now: number) {
  const plan = letterFor(await requestOf(db, 'ada'), (await ada(db))!.id)
  await planUrgent(db, { kind: 'requests', lifeMs: THREE_DAYS }, [plan], now)
}

describe.each(KINDS)('a sign-up in %s', (kind) => {
  it('is only written down, one for each address, until somebody looks at it', async () => {
    const { db } = await freshStore(kind)
    await keepSignUp(db, signUpOf('ada'))
    await keepSignUp(db, signUpOf('ada', { name: 'Ada', askedAt: NOW + 1 }))
    await keepSignUp(db, signUpOf('bob'))
    expect(await waitingSignUps(db)).toBe(2)
    expect(await ada(db)).toBeNull()
  })

  it('of somebody new makes them pending, with what they chose, and keeps what they agreed to', async () => {
    const { db } = await freshStore(kind)
    await keepSignUp(db, signUpOf('ada', { name: 'Ada' }))
    expect(await settleSignUps(db, termsAt(NOW + HOUR, { nonce: () => 'secret' }))).toEqual({ seen: 1, asked: 1 })
    const subscriber = (await ada(db))!
    expect(subscriber).toMatchObject({ ...DAILY, state: 'pending', name: 'Ada', cursor: 4, confirmedAt: null })
    const [consent] = await consentsOf(db, subscriber.id)
    expect(consent).toEqual({
      id: consent?.id,
      subscriberId: subscriber.id,
      kind: 'subscribe',
      address: 'ada@example.org',
      addressKey: 'ada@example.org',
      source: 'sign-up form',
      client: '203.0.113.0/24',
      wording: 'I want to get the digest by mail.',
      preferences: DAILY,
      nonce: 'secret',
      askedAt: NOW,
      expiresAt: NOW + HOUR + THREE_DAYS,
      plannedAt: null,
      confirmedAt: null,
      confirmedFrom: null,
      welcomedAt: null,
    })
    expect(await waitingSignUps(db)).toBe(0)
  })

  it('is looked at in the order in which they came, as many as are wanted', async () => {
    const { db } = await freshStore(kind)
    for (const [index, name] of ['cy', 'ada', 'bob'].entries()) {
      await keepSignUp(db, signUpOf(name, { askedAt: NOW + index }))
    }
    expect(await settleSignUps(db, termsAt(NOW, { limit: 2 }))).toEqual({ seen: 2, asked: 2 })
    expect(await findSubscriberByKey(db, 'bob@example.org')).toBeNull()
  })

  it('of who is subscribed changes nothing', async () => {
    const { db } = await freshStore(kind)
    const before = await subscribe(db, 'ada')
    expect(await signUp(db, 'ada')).toBe(0)
    expect(await ada(db)).toEqual(before)
  })

  it('is asked about once in three days, however often it is made', async () => {
    const { db } = await freshStore(kind)
    expect(await signUp(db, 'ada')).toBe(1)
    await mail(db, NOW)
    expect(await signUp(db, 'ada', NOW + THREE_DAYS - 1)).toBe(0)
    expect(await signUp(db, 'ada', NOW + THREE_DAYS)).toBe(1)
    expect((await ada(db))?.state).toBe('pending')
  })

  it('is not asked about again while the first mail still waits its turn', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'ada')
    expect(await signUp(db, 'ada', NOW + 2 * THREE_DAYS)).toBe(0)
  })

  it('of who had left is asked about, and leaves them as they were until they confirm', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'ada')
    await leave(db, NOW)
    expect(await signUp(db, 'ada', NOW + 1)).toBe(1)
    expect(await ada(db)).toMatchObject({ state: 'unsubscribed', cadence: 'weekly', endedAt: NOW })
  })

  it('of who left right after it, before anybody looked at it, is dropped', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'ada')
    await keepSignUp(db, signUpOf('ada', { askedAt: NOW }))
    await leave(db, NOW + 1)
    expect(await settleSignUps(db, termsAt(NOW + 2))).toEqual({ seen: 1, asked: 0 })
  })

  it.each(['bounced', 'complained'] as const)('of an address that has %s is dropped', async (reason) => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'ada')
    for (const key of ['ada@example.org', 'bob@example.org']) await suppress(db, key, reason, '', NOW)
    expect(await signUp(db, 'ada', NOW + 1)).toBe(0)
    expect(await signUp(db, 'bob', NOW + 1)).toBe(0)
    expect(await findSubscriberByKey(db, 'bob@example.org')).toBeNull()
  })

  it('of somebody forgotten is asked about when they had left, and dropped when the address had bounced', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'hash of ada@example.org', 'unsubscribed', '', NOW)
    await suppress(db, 'hash of bob@example.org', 'bounced', '', NOW)
    expect(await signUp(db, 'ada', NOW + 1)).toBe(1)
    expect(await signUp(db, 'bob', NOW + 1)).toBe(0)
  })

  it('makes them active at once where no mail is to ask', async () => {
    const { db } = await freshStore(kind)
    expect(await signUp(db, 'ada', NOW + 1, { doubleOptIn: false })).toBe(1)
    expect(await ada(db)).toMatchObject({ state: 'active', confirmedAt: NOW + 1 })
    expect((await consentsOf(db, (await ada(db))!.id))[0]).toMatchObject({ confirmedFrom: '203.0.113.0/24' })
  })

  it('asks who was forgotten also where no mail is to ask', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'hash of ada@example.org', 'unsubscribed', '', NOW)
    expect(await signUp(db, 'ada', NOW + 1, { doubleOptIn: false })).toBe(1)
    expect(await ada(db)).toMatchObject({ state: 'pending' })
  })

  it('can be made again at once by who was asked and then left', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'ada')
    await mail(db, NOW)
    await leave(db, NOW + 1)
    expect(await signUp(db, 'ada', NOW + 2)).toBe(1)
  })

  it('can be made again by who confirmed and left within three days', async () => {
    const { db } = await freshStore(kind)
    await signUp(db, 'ada')
    await confirmConsent(db, confirmationOf(await requestOf(db, 'ada')))
    await leave(db, NOW + 1)
    expect(await signUp(db, 'ada', NOW + 2)).toBe(1)
  })
})

describe('sign-ups that two look at at once, in postgres', () => {
  it('are each asked about once', async () => {
    const place = await freshPlace('postgres')
    const [one, two] = [await openAt(place), await openAt(place)]
    for (let n = 0; n < 60; n++) await keepSignUp(one.db, signUpOf(`reader-${n}`))
    const asked = await Promise.all([one, two].map(({ db }) => settleSignUps(db, termsAt(NOW))))
    expect(asked.reduce((sum, outcome) => sum + outcome.asked, 0)).toBe(60)
    expect(await one.db.selectFrom('consents').select('id').execute()).toHaveLength(60)
    expect(await one.db.selectFrom('subscribers').select('id').execute()).toHaveLength(60)
  })
})
