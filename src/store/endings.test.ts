import { describe, expect, it } from 'vitest'
import { NOW, planFor, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import type { Db } from './db.ts'
import { findSubscriber, findSubscriberByKey, suppress, unsubscribe } from './subscribers.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }

async function statesOf(db: Db): Promise<string[]> {
  return (await db.selectFrom('deliveries').select('state').orderBy('id').execute()).map(({ state }) => state)
}

async function suppressionsOf(db: Db) {
  return db.selectFrom('suppressions').selectAll().execute()
}

describe.each(KINDS)('unsubscribing in %s', (kind) => {
  it('ends the subscriber, suppresses the address and cancels what waits', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada', 'bob')
    const result = await unsubscribe(db, { subscriberId: subscribers[0]!.id, reason: 'one-click', now: NOW })
    expect(result).toMatchObject({ kind: 'unsubscribed', subscriber: { state: 'unsubscribed', endedAt: NOW } })
    expect(await statesOf(db)).toEqual(['cancelled', 'ready'])
    expect(await suppressionsOf(db)).toEqual([
      { address_key: 'ada@example.org', reason: 'unsubscribed', detail: 'one-click', created_at: NOW },
    ])
  })

  it('may be repeated: the first time stands', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    await unsubscribe(db, { subscriberId: id, reason: 'one-click', now: NOW })
    const again = await unsubscribe(db, { subscriberId: id, reason: 'page', now: NOW + 1 })
    expect(again).toMatchObject({ kind: 'already', subscriber: { endedAt: NOW } })
    expect((await suppressionsOf(db))[0]?.detail).toBe('one-click')
  })

  it('does nothing for a link of another epoch, or for nobody', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    const now = NOW
    expect(await unsubscribe(db, { subscriberId: id, tokenEpoch: 2, reason: 'page', now })).toEqual({ kind: 'void' })
    expect(await unsubscribe(db, { subscriberId: id + 1, reason: 'page', now })).toEqual({ kind: 'unknown' })
    expect((await findSubscriber(db, id))?.state).toBe('active')
    expect(await unsubscribe(db, { subscriberId: id, tokenEpoch: 1, reason: 'page', now })).toMatchObject({
      kind: 'unsubscribed',
    })
  })

  it('reaches what is claimed, and leaves what is on the wire', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada', 'bob')
    const [ada, bob] = await claimDeliveries(db, CLAIM)
    await markSending(db, CLAIM, [ada!])
    for (const { id } of subscribers) await unsubscribe(db, { subscriberId: id, reason: 'page', now: NOW })
    expect(await statesOf(db)).toEqual(['sending', 'cancelled'])
    expect(await markSending(db, CLAIM, [bob!])).toEqual(new Set())
  })

  it('can be done by the operator', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada')
    await unsubscribe(db, { subscriberId: id, reason: 'removed by the operator', now: NOW })
    expect(await suppressionsOf(db)).toMatchObject([{ reason: 'unsubscribed', detail: 'removed by the operator' }])
  })
})

describe.each(KINDS)('suppressing in %s', (kind) => {
  it('ends the subscriber of the address and cancels what waits', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await suppress(db, 'ada@example.org', 'complained', 'a report', NOW)
    expect((await findSubscriberByKey(db, 'ada@example.org'))?.state).toBe('complained')
    expect(await statesOf(db)).toEqual(['cancelled'])
  })

  it('keeps the weightier reason, whichever came first', async () => {
    const { db } = await freshStore(kind)
    const reasonAfter = async (key: string, ...reasons: ('unsubscribed' | 'bounced' | 'complained')[]) => {
      for (const reason of reasons) await suppress(db, key, reason, '', NOW)
      return (await suppressionsOf(db)).find((row) => row.address_key === key)?.reason
    }
    expect(await reasonAfter('a@example.org', 'unsubscribed', 'complained')).toBe('complained')
    expect(await reasonAfter('b@example.org', 'bounced', 'unsubscribed')).toBe('bounced')
  })
})
