import { describe, expect, it } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import {
  addWish,
  confirmationOf,
  DAILY,
  HOUR,
  letterFor,
  requestOf,
  signUp,
  THREE_DAYS,
} from '../../test/support/sign-ups.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { confirmConsent } from './confirm.ts'
import { findConsent } from './consents.ts'
import type { Db } from './db.ts'
import { planUrgent } from './plan-urgent.ts'
import { findSubscriber, findSubscriberByKey, suppress, unsubscribe } from './subscribers.ts'

const ada = async (db: Db) => (await findSubscriberByKey(db, 'ada@example.org'))!

async function asked(db: Db, now = NOW): Promise<number> {
  await signUp(db, 'ada', now)
  return requestOf(db, 'ada')
}

async function leave(db: Db, now: number) {
  await unsubscribe(db, { subscriberId: (await ada(db)).id, reason: 'one-click', now })
}

describe.each(KINDS)('confirming in %s', (kind) => {
  it('makes them active from now on, with what they chose, and keeps when and from where', async () => {
    const { db } = await freshStore(kind)
    const consentId = await asked(db)
    const confirmed = await confirmConsent(db, confirmationOf(consentId, NOW + HOUR))
    const subscriber = { ...DAILY, state: 'active', cursor: 4, dueAt: NOW + 2 * HOUR, confirmedAt: NOW + HOUR }
    expect(confirmed).toMatchObject({ kind: 'confirmed', subscriber, consent: { id: consentId } })
    expect(await ada(db)).toMatchObject(subscriber)
    expect(await findConsent(db, consentId)).toMatchObject({
      confirmedAt: NOW + HOUR,
      confirmedFrom: '203.0.113.0/24',
    })
  })

  it('is done once, and said once more to who asks again', async () => {
    const { db } = await freshStore(kind)
    const consentId = await asked(db)
    await confirmConsent(db, confirmationOf(consentId))
    const before = await ada(db)
    expect((await confirmConsent(db, confirmationOf(consentId, NOW + 4 * THREE_DAYS))).kind).toBe('already')
    expect(await ada(db)).toEqual(before)
  })

  it('is too late once its time is over', async () => {
    const { db } = await freshStore(kind)
    const consentId = await asked(db)
    expect(await confirmConsent(db, confirmationOf(consentId, NOW + THREE_DAYS))).toEqual({ kind: 'void' })
    expect((await ada(db)).state).toBe('pending')
    expect((await confirmConsent(db, confirmationOf(consentId, NOW + THREE_DAYS - 1))).kind).toBe('confirmed')
  })

  it('has its whole time from when it was mailed, however long that took', async () => {
    const { db } = await freshStore(kind)
    const consentId = await asked(db)
    const mailedAt = NOW + 5 * THREE_DAYS
    const plan = letterFor(consentId, (await ada(db)).id)
    await planUrgent(db, { kind: 'requests', lifeMs: THREE_DAYS }, [plan], mailedAt)
    expect((await confirmConsent(db, confirmationOf(consentId, mailedAt + THREE_DAYS - 1))).kind).toBe('confirmed')
  })

  it('does nothing for a request that a later one replaced, or that nobody made', async () => {
    const { db } = await freshStore(kind)
    const first = await asked(db)
    const plan = letterFor(first, (await ada(db)).id)
    await planUrgent(db, { kind: 'requests', lifeMs: HOUR }, [plan], NOW)
    const second = await asked(db, NOW + HOUR)
    expect(second).not.toBe(first)
    expect(await confirmConsent(db, confirmationOf(first, NOW + 1))).toEqual({ kind: 'void' })
    expect(await confirmConsent(db, confirmationOf(second + 1, NOW + 1))).toEqual({ kind: 'void' })
    expect((await ada(db)).state).toBe('pending')
  })

  it('brings back who had left before they asked, as who they were', async () => {
    const { db } = await freshStore(kind)
    const before = await subscribe(db, 'ada')
    await leave(db, NOW)
    await db.updateTable('subscribers').set({ leave_reason: 'too many', paused_until: NOW }).execute()
    const consentId = await asked(db, NOW + 1)
    await confirmConsent(db, confirmationOf(consentId, NOW + 2))
    const { id, tokenEpoch, createdAt } = before
    expect(await ada(db)).toMatchObject({
      ...DAILY,
      id,
      tokenEpoch,
      createdAt,
      state: 'active',
      endedAt: null,
      cursor: 4,
    })
    expect(await ada(db)).toMatchObject({ leaveReason: null, pausedUntil: null })
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })

  it('does nothing for who has left since they asked, until they ask again', async () => {
    const { db } = await freshStore(kind)
    const consentId = await asked(db)
    await leave(db, NOW + 1)
    expect(await confirmConsent(db, confirmationOf(consentId, NOW + 2))).toEqual({ kind: 'void' })
    const again = await asked(db, NOW + 3)
    expect((await confirmConsent(db, confirmationOf(consentId, NOW + 4))).kind).toBe('void')
    expect((await confirmConsent(db, confirmationOf(again, NOW + 4))).kind).toBe('confirmed')
  })

  it('does nothing once who had confirmed has left', async () => {
    const { db } = await freshStore(kind)
    const consentId = await asked(db)
    await confirmConsent(db, confirmationOf(consentId))
    await leave(db, NOW + 1)
    expect(await confirmConsent(db, confirmationOf(consentId, NOW + 2))).toEqual({ kind: 'void' })
    expect((await ada(db)).state).toBe('unsubscribed')
  })

  it('lifts what was left of somebody forgotten, and nothing else', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'hash of ada@example.org', 'unsubscribed', '', NOW)
    await suppress(db, 'bob@example.org', 'unsubscribed', '', NOW)
    await confirmConsent(db, confirmationOf(await asked(db, NOW + 1), NOW + 1))
    const kept = await db.selectFrom('suppressions').select('address_key').execute()
    expect(kept).toEqual([{ address_key: 'bob@example.org' }])
  })
})

describe.each(KINDS)('confirming a new address in %s', (kind) => {
  it('sends their digests there, and changes nothing else', async () => {
    const { db } = await freshStore(kind)
    const before = await subscribe(db, 'ada')
    const consentId = await addWish(db, before.id, 'new')
    expect((await confirmConsent(db, confirmationOf(consentId))).kind).toBe('confirmed')
    expect(await findSubscriber(db, before.id)).toEqual({ ...before, address: 'new@example.org' })
    expect((await findSubscriberByKey(db, 'new@example.org'))?.id).toBe(before.id)
    expect((await confirmConsent(db, confirmationOf(consentId))).kind).toBe('already')
  })

  it.each([
    ['is somebody else’s', (db: Db) => subscribe(db, 'new')],
    ['gets no mail', (db: Db) => suppress(db, 'new@example.org', 'unsubscribed', '', NOW)],
    ['is that of somebody forgotten', (db: Db) => suppress(db, 'hash of new@example.org', 'unsubscribed', '', NOW)],
  ])('does nothing when the address %s', async (_, prepare) => {
    const { db } = await freshStore(kind)
    const before = await subscribe(db, 'ada')
    await prepare(db)
    const consentId = await addWish(db, before.id, 'new')
    expect(await confirmConsent(db, confirmationOf(consentId))).toEqual({ kind: 'void' })
    expect(await findSubscriber(db, before.id)).toEqual(before)
  })

  it('does nothing for who has left', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    const consentId = await addWish(db, id, 'new')
    await leave(db, NOW)
    expect(await confirmConsent(db, confirmationOf(consentId))).toEqual({ kind: 'void' })
    expect((await findSubscriber(db, id))?.address).toBe('ada@example.org')
  })

  it('takes the last address that they asked for', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    const first = await addWish(db, id, 'new')
    const last = await addWish(db, id, 'newer')
    expect(await confirmConsent(db, confirmationOf(first))).toEqual({ kind: 'void' })
    expect((await confirmConsent(db, confirmationOf(last))).kind).toBe('confirmed')
    expect((await findSubscriber(db, id))?.address).toBe('newer@example.org')
  })
})

describe('confirming twice at once, in postgres', () => {
  it('is done once, and the other is told that it was done', async () => {
    const place = await freshPlace('postgres')
    const stores = [await openAt(place), await openAt(place), await openAt(place)]
    const consentId = await asked(stores[0]!.db)
    const kinds = await Promise.all(stores.map(({ db }) => confirmConsent(db, confirmationOf(consentId))))
    expect(kinds.map((outcome) => outcome.kind).sort()).toEqual(['already', 'already', 'confirmed'])
  })
})
