import { describe, expect, it } from 'vitest'
import { NOW, planFor, subscribe } from '../../test/support/ledger.ts'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { claimDeliveries, markSending, releaseClaims, renewClaims } from './claims.ts'
import type { Db } from './db.ts'
import { recoverDeliveries } from './deliveries.ts'
import { recordOutcomes } from './outcomes.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }
const MINUTE = 60_000

async function rowsOf(db: Db) {
  return db.selectFrom('deliveries').select(['state', 'attempts', 'owner', 'resends']).orderBy('id').execute()
}

describe.each(KINDS)('a claim in %s', (kind) => {
  it('holds what the message needs', async () => {
    const { db } = await freshStore(kind)
    const { editionId, subscribers } = await planFor(db, 'ada')
    const [claim] = await claimDeliveries(db, CLAIM)
    expect(claim).toEqual({
      id: claim!.id,
      editionId,
      kind: 'digest',
      consent: null,
      subscriberId: subscribers[0]!.id,
      address: 'ada@example.org',
      name: null,
      cadence: 'weekly',
      hour: 8,
      weekday: 1,
      monthday: 1,
      zone: 'Europe/Berlin',
      tokenEpoch: 1,
      attempt: 1,
      triedAt: null,
      epoch: 1,
      plannedAt: NOW,
    })
  })

  it('is nobody else’s while it lasts, and at most as many as were asked for', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob', 'cy')
    const addresses = async (owner: string) =>
      (await claimDeliveries(db, { ...CLAIM, owner, limit: 2 })).map(({ address }) => address)
    expect(await addresses('one')).toEqual(['ada@example.org', 'bob@example.org'])
    expect(await addresses('two')).toEqual(['cy@example.org'])
    expect(await addresses('three')).toEqual([])
  })

  it('goes first to what has been due for longest, deferred or not', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob')
    const [ada, bob] = await claimDeliveries(db, CLAIM)
    const deferred = { state: 'deferred' as const, reply: '450 later', countsAttempt: true }
    const outcomes = [
      { ...ada!, ...deferred, nextAt: NOW + 5 * MINUTE },
      { ...bob!, ...deferred, nextAt: NOW + 2 * MINUTE },
    ]
    await recordOutcomes(db, CLAIM.owner, outcomes, NOW)
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + MINUTE })).toEqual([])
    const due = await claimDeliveries(db, { ...CLAIM, now: NOW + 5 * MINUTE })
    expect(due.map(({ address, attempt }) => [address, attempt])).toEqual([
      ['bob@example.org', 2],
      ['ada@example.org', 2],
    ])
  })

  it('passes over who has ended, and goes on to the next', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada', 'bob')
    await db.updateTable('subscribers').set({ state: 'bounced' }).where('id', '=', subscribers[0]!.id).execute()
    const claims = await claimDeliveries(db, { ...CLAIM, limit: 1 })
    expect(claims.map(({ address }) => address)).toEqual(['bob@example.org'])
    expect((await rowsOf(db)).map(({ state }) => state)).toEqual(['cancelled', 'claimed'])
  })

  it('is kept by renewing, and given back as what it was', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const claims = await claimDeliveries(db, { ...CLAIM, leaseMs: 0 })
    await renewClaims(db, CLAIM.owner, MINUTE)
    expect(await recoverDeliveries(db, { now: NOW, holdMs: 0 })).toEqual({ released: 0, inDoubt: 0 })
    await releaseClaims(db, CLAIM.owner)
    expect(await rowsOf(db)).toMatchObject([{ state: 'ready', owner: null }])
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set())
  })

  it('never goes to two of four processes', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    await planFor(db, ...Array.from({ length: 150 }, (_, n) => `reader-${n}`))
    const claimed = (await race<number>('claim', place, 4)).flat()
    expect(claimed).toHaveLength(150)
    expect(new Set(claimed).size).toBe(150)
  })
})

describe.each(KINDS)('the intent to send in %s', (kind) => {
  it('is granted for claims, counts the attempt, and is granted once', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob')
    const claims = await claimDeliveries(db, CLAIM)
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set(claims.map(({ id }) => id)))
    expect(await rowsOf(db)).toMatchObject([
      { state: 'sending', attempts: 1, owner: 'worker' },
      { state: 'sending', attempts: 1, owner: 'worker' },
    ])
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set())
    expect((await rowsOf(db)).map(({ state }) => state)).toEqual(['sending', 'sending'])
  })

  it('is refused to an owner whose claim was taken over', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const stale = await claimDeliveries(db, { ...CLAIM, leaseMs: 0 })
    await recoverDeliveries(db, { now: NOW, holdMs: 0 })
    const current = await claimDeliveries(db, CLAIM)
    expect(await markSending(db, CLAIM, stale)).toEqual(new Set())
    expect(await markSending(db, CLAIM, current)).toEqual(new Set(current.map(({ id }) => id)))
  })

  it('is refused, and the delivery cancelled, when the subscriber has left', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada', 'bob')
    const claims = await claimDeliveries(db, CLAIM)
    await db.updateTable('subscribers').set({ state: 'complained' }).where('id', '=', subscribers[0]!.id).execute()
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set([claims[1]!.id]))
    expect((await rowsOf(db)).map(({ state }) => state)).toEqual(['cancelled', 'sending'])
  })

  it('is refused for a suppressed address even while its subscriber is active', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const claims = await claimDeliveries(db, CLAIM)
    const suppression = { address_key: 'ada@example.org', reason: 'complained', detail: '', created_at: NOW } as const
    await db.insertInto('suppressions').values(suppression).execute()
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set())
  })

  it('is nothing for nothing', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'ada')
    expect(await markSending(db, CLAIM, [])).toEqual(new Set())
    expect(await claimDeliveries(db, CLAIM)).toEqual([])
  })
})
