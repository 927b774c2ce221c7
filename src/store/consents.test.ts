import { describe, expect, it } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { addWish, HOUR, THREE_DAYS, termsAt, wishFor } from '../../test/support/sign-ups.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { askForAddress, consentsOf, findConsent, lastConsent } from './consents.ts'
import type { Db } from './db.ts'
import { requestsToPlan } from './plan-urgent.ts'
import { unsubscribe } from './subscribers.ts'

const ask = (db: Db, id: number, name: string, now = NOW) =>
  askForAddress(db, id, wishFor(name, now), { ...termsAt(now), mostADay: 3 })

describe.each(KINDS)('asking for another address in %s', (kind) => {
  it('is written down with what was said, and is to be mailed', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    expect(await ask(db, id, 'new')).toBe(true)
    const wish = await lastConsent(db, id, 'address')
    const given = { ...wishFor('new'), kind: 'address', preferences: null, expiresAt: NOW + THREE_DAYS }
    expect(wish).toMatchObject(given)
    expect(await findConsent(db, wish?.id ?? 0)).toEqual(wish)
    expect(await requestsToPlan(db, 10)).toEqual([
      { consentId: wish?.id, subscriberId: id, kind: 'address', addressKey: 'new@example.org', round: 1 },
    ])
  })

  it('can be done three times a day', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    const first = [await ask(db, id, 'a'), await ask(db, id, 'b', NOW + 1), await ask(db, id, 'c', NOW + HOUR)]
    expect([...first, await ask(db, id, 'd', NOW + 24 * HOUR)]).toEqual([true, true, true, false])
    expect(await ask(db, id, 'd', NOW + 24 * HOUR + 1)).toBe(true)
  })

  it('mails only the last address while the earlier ones wait', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    for (const name of ['a', 'b']) await ask(db, id, name)
    expect((await requestsToPlan(db, 10)).map(({ addressKey }) => addressKey)).toEqual(['b@example.org'])
    expect(await consentsOf(db, id)).toHaveLength(2)
  })

  it('is nothing from who is not active', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    await unsubscribe(db, { subscriberId: id, reason: 'one-click', now: NOW })
    expect(await ask(db, id, 'new')).toBe(false)
    expect(await ask(db, id + 1, 'new')).toBe(false)
    expect(await consentsOf(db, id)).toEqual([])
  })

  it('leaves a request to get the digest alone', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    const wish = await addWish(db, id, 'new')
    expect(await lastConsent(db, id, 'subscribe')).toBeNull()
    expect((await lastConsent(db, id, 'address'))?.id).toBe(wish)
  })
})

describe('asking for other addresses at once, in postgres', () => {
  it('counts every one of them', async () => {
    const place = await freshPlace('postgres')
    const stores = [await openAt(place), await openAt(place)]
    const { id } = await subscribe(stores[0]!.db, 'ada')
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const taken = await Promise.all(names.map((name, n) => ask(stores[n % 2]!.db, id, name)))
    expect(taken.filter(Boolean)).toHaveLength(3)
  })
})
