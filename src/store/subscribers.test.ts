import { describe, expect, it } from 'vitest'
import { NOW, newSubscriber, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { addSubscriber } from './add-subscriber.ts'
import {
  changePreferences,
  countSubscribers,
  findSubscriber,
  findSubscriberByKey,
  listSubscribers,
  lowestCursor,
  saveLeaveReason,
  suppress,
  unsubscribe,
} from './subscribers.ts'

describe.each(KINDS)('a subscriber in %s', (kind) => {
  it('is kept with every preference', async () => {
    const { db } = await freshStore(kind)
    const preferences = {
      cadence: 'monthly',
      hour: 23,
      weekday: 7,
      monthday: 31,
      zone: 'Asia/Tokyo',
      topics: ['rust'],
    } as const
    const ada = await subscribe(db, 'ada', {
      name: 'Ada Example',
      cursor: 4,
      preferences: { ...preferences, topics: [...preferences.topics] },
    })
    expect(ada).toEqual({
      pausedUntil: null,
      leaveReason: null,
      ...preferences,
      id: ada.id,
      address: 'ada@example.org',
      name: 'Ada Example',
      state: 'active',
      cursor: 4,
      dueAt: NOW,
      tokenEpoch: 1,
      createdAt: NOW - 86_400_000,
      confirmedAt: NOW - 86_400_000,
      endedAt: null,
      source: 'command line',
    })
    expect(await findSubscriber(db, ada.id)).toEqual(ada)
    expect(await findSubscriberByKey(db, 'ada@example.org')).toEqual(ada)
  })

  it('is not confirmed while pending', async () => {
    const { db } = await freshStore(kind)
    expect((await subscribe(db, 'ada', { state: 'pending' })).confirmedAt).toBeNull()
  })

  it('is not added a second time', async () => {
    const { db } = await freshStore(kind)
    const ada = await subscribe(db, 'ada')
    const again = await addSubscriber(db, newSubscriber('ada', { address: 'ADA@example.org', cursor: 9 }))
    expect(again).toEqual({ kind: 'exists', subscriber: ada })
  })

  it('is not added when the address is suppressed', async () => {
    const { db } = await freshStore(kind)
    await suppress(db, 'ada@example.org', 'complained', 'a report', NOW)
    const added = await addSubscriber(db, newSubscriber('ada', { revive: true }))
    expect(added).toEqual({ kind: 'suppressed', reason: 'complained' })
    expect(await findSubscriberByKey(db, 'ada@example.org')).toBeNull()
  })

  it('is not added again after unsubscribing, unless they asked again', async () => {
    const { db } = await freshStore(kind)
    const ada = await subscribe(db, 'ada')
    await unsubscribe(db, { subscriberId: ada.id, reason: 'one-click', now: NOW })
    expect(await addSubscriber(db, newSubscriber('ada'))).toEqual({ kind: 'suppressed', reason: 'unsubscribed' })
    const revived = await addSubscriber(db, newSubscriber('ada', { revive: true, cursor: 7, now: NOW }))
    expect(revived).toEqual({
      kind: 'added',
      subscriber: { ...ada, cursor: 7, confirmedAt: NOW },
    })
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([])
  })

  it('is found by nobody who looks for another', async () => {
    const { db } = await freshStore(kind)
    expect(await findSubscriber(db, 1)).toBeNull()
    expect(await findSubscriberByKey(db, 'ada@example.org')).toBeNull()
  })

  it('changes preferences and keeps the name unless one is given', async () => {
    const { db } = await freshStore(kind)
    const { id, ...ada } = await subscribe(db, 'ada', { name: 'Ada' })
    const preferences = { cadence: 'daily', hour: 6, weekday: 2, monthday: 3, zone: 'UTC', topics: ['go'] } as const
    const changed = { ...preferences, topics: ['go'] }
    expect(await changePreferences(db, id, changed, NOW + 5)).toBe(true)
    expect(await findSubscriber(db, id)).toEqual({ ...ada, ...changed, id, dueAt: NOW + 5 })
    await changePreferences(db, id, changed, NOW + 5, 'Lady Ada')
    expect((await findSubscriber(db, id))?.name).toBe('Lady Ada')
    expect(await changePreferences(db, id + 1, changed, NOW)).toBe(false)
  })

  it('is paused, stays so, and goes on', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    const daily = { cadence: 'daily' as const, hour: 6, weekday: 2, monthday: 3, zone: 'UTC', topics: null }
    const pausedUntil = async () => (await findSubscriber(db, id))?.pausedUntil
    await changePreferences(db, id, { ...daily, pausedUntil: NOW + 7 }, NOW + 7)
    await changePreferences(db, id, daily, NOW + 7)
    expect(await pausedUntil()).toBe(NOW + 7)
    await changePreferences(db, id, { ...daily, pausedUntil: null }, NOW)
    expect(await pausedUntil()).toBe(null)
  })

  it('says why they left once they have, and not when the address bounced', async () => {
    const { db } = await freshStore(kind)
    const [ada, bob] = [await subscribe(db, 'ada'), await subscribe(db, 'bob')]
    expect(await saveLeaveReason(db, ada.id, 'too often')).toBe(false)
    await unsubscribe(db, { subscriberId: ada.id, reason: 'page', now: NOW })
    await suppress(db, 'bob@example.org', 'bounced', '550', NOW)
    expect(await saveLeaveReason(db, ada.id, 'too often')).toBe(true)
    expect(await saveLeaveReason(db, bob.id, 'too often')).toBe(false)
    expect((await findSubscriber(db, ada.id))?.leaveReason).toBe('too often')
  })
})

describe.each(KINDS)('subscribers in %s', (kind) => {
  it('are listed page by page, by state when wanted', async () => {
    const { db } = await freshStore(kind)
    for (const name of ['ada', 'bob', 'cy']) await subscribe(db, name, { state: name === 'bob' ? 'pending' : 'active' })
    const names = async (page: Parameters<typeof listSubscribers>[1]) =>
      (await listSubscribers(db, page)).map(({ address }) => address.split('@')[0])
    const first = await listSubscribers(db, { limit: 2 })
    expect(first.map(({ address }) => address)).toEqual(['ada@example.org', 'bob@example.org'])
    expect(await names({ limit: 2, afterId: first[1]!.id })).toEqual(['cy'])
    expect(await names({ limit: 9, state: 'active' })).toEqual(['ada', 'cy'])
  })

  it('are counted by state', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'ada')
    await subscribe(db, 'bob')
    await suppress(db, 'bob@example.org', 'bounced', '550', NOW)
    expect(await countSubscribers(db)).toEqual({ pending: 0, active: 1, unsubscribed: 0, bounced: 1, complained: 0 })
  })

  it('know how far behind the last of the active ones is', async () => {
    const { db } = await freshStore(kind)
    expect(await lowestCursor(db)).toBeNull()
    await subscribe(db, 'ada', { cursor: 5 })
    await subscribe(db, 'bob', { cursor: 2, state: 'pending' })
    expect(await lowestCursor(db)).toBe(5)
  })
})
