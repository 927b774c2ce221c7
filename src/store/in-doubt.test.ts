import { describe, expect, it } from 'vitest'
import { NOW, planFor } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending, releaseClaims } from './claims.ts'
import type { Db } from './db.ts'
import { recoverDeliveries } from './deliveries.ts'
import { recordOutcomes } from './outcomes.ts'
import { unsubscribe } from './subscribers.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }
const MINUTE = 60_000

async function rowsOf(db: Db) {
  return db.selectFrom('deliveries').select(['state', 'attempts', 'resends']).execute()
}

async function inDoubt(db: Db): Promise<void> {
  await markSending(db, { ...CLAIM, leaseMs: 0 }, await claimDeliveries(db, CLAIM))
  await recoverDeliveries(db, { now: NOW, holdMs: 11 * MINUTE })
}

describe.each(KINDS)('what is in doubt in %s', (kind) => {
  it('is sent once more after its time, and never a third time', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await inDoubt(db)
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 10 * MINUTE })).toEqual([])
    const later = { ...CLAIM, now: NOW + 11 * MINUTE }
    const again = await claimDeliveries(db, later)
    expect(again).toMatchObject([{ attempt: 2 }])
    await markSending(db, { ...later, leaseMs: 0 }, again)
    expect(await recoverDeliveries(db, { now: later.now, holdMs: 0 })).toEqual({ released: 0, inDoubt: 1 })
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 99 * MINUTE })).toEqual([])
    expect(await rowsOf(db)).toMatchObject([{ state: 'in_doubt', attempts: 2, resends: 1 }])
  })

  it('is not sent again where the site does not want it', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await inDoubt(db)
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 11 * MINUTE, resendInDoubt: false })).toEqual([])
  })

  it('is in doubt again when its claim is given back', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await inDoubt(db)
    const later = { ...CLAIM, now: NOW + 11 * MINUTE }
    await claimDeliveries(db, later)
    await releaseClaims(db, CLAIM.owner)
    expect(await rowsOf(db)).toMatchObject([{ state: 'in_doubt', resends: 0 }])
    expect(await claimDeliveries(db, later)).toHaveLength(1)
  })

  it('stays in doubt, and is not sent again, when its subscriber leaves', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada')
    await inDoubt(db)
    await unsubscribe(db, { subscriberId: subscribers[0]!.id, reason: 'page', now: NOW })
    expect(await rowsOf(db)).toMatchObject([{ state: 'in_doubt' }])
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 99 * MINUTE })).toEqual([])
  })

  it('is sent one more time in all, even if that is put off', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await inDoubt(db)
    const later = { ...CLAIM, now: NOW + 11 * MINUTE }
    const [again] = await claimDeliveries(db, later)
    const putOff = { ...again!, state: 'deferred' as const, reply: '450 later', nextAt: later.now, countsAttempt: true }
    await recordOutcomes(db, CLAIM.owner, [putOff], later.now)
    await markSending(db, { ...later, leaseMs: 0 }, await claimDeliveries(db, later))
    await recoverDeliveries(db, { now: later.now, holdMs: 0 })
    expect(await rowsOf(db)).toMatchObject([{ state: 'in_doubt', attempts: 3, resends: 1 }])
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 99 * MINUTE })).toEqual([])
  })
})
