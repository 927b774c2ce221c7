import { describe, expect, it } from 'vitest'
import { NOW, planFor } from '../../test/support/ledger.ts'
import { queryPlans } from '../../test/support/query-plans.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import type { Db } from './db.ts'
import {
  claimsEndIn,
  deliverySums,
  hasDeliverable,
  needsPerson,
  nextDelivery,
  recoverDeliveries,
} from './deliveries.ts'
import { endSubscribers } from './endings.ts'
import { recordOutcomes, type Settled } from './outcomes.ts'
import { giveUpDeliveries } from './settle-deliveries.ts'
import { standingSums } from './standing.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }
const SETTLED = ['accepted', 'deferred', 'bounced', 'in_doubt', 'ready'] as const

/** One delivery in each state that an outcome leaves behind, and one of somebody who left before. */
async function oneOfEach(db: Db): Promise<number> {
  const { editionId, subscribers } = await planFor(db, ...SETTLED, 'cancelled')
  const left = [{ id: subscribers.at(-1)!.id, detail: '' }]
  await db.transaction().execute((trx) => endSubscribers(trx, 'unsubscribed', left, NOW))
  const claims = await claimDeliveries(db, CLAIM)
  await markSending(db, CLAIM, claims)
  const settled: Settled[] = claims.map(({ id, epoch }, index) => {
    const state = SETTLED[index]!
    return { id, epoch, state, reply: `about ${state}`, nextAt: NOW + 7, holdUntil: NOW + 5, countsAttempt: true }
  })
  await recordOutcomes(db, CLAIM.owner, settled, NOW)
  return editionId
}

describe.each(KINDS)('deliveries in %s', (kind) => {
  it('are counted by what became of them', async () => {
    const { db } = await freshStore(kind)
    const editionId = await oneOfEach(db)
    const sums = { accepted: 1, deferred: 1, bounced: 1, inDoubt: 1, queued: 1 }
    expect(await deliverySums(db)).toEqual(sums)
    expect(await standingSums(db)).toEqual({ deferred: 1, inDoubt: 1, queued: 1 })
    expect(await deliverySums(db, [editionId])).toEqual(sums)
    const none = { accepted: 0, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 }
    expect(await deliverySums(db, [editionId + 1])).toEqual(none)
    expect(await deliverySums(db, [])).toEqual(none)
  })

  it('count as queued while they are claimed or sent', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob', 'cy')
    const [ada] = await claimDeliveries(db, { ...CLAIM, limit: 2 })
    await markSending(db, CLAIM, [ada!])
    expect((await deliverySums(db)).queued).toBe(3)
    expect((await standingSums(db)).queued).toBe(3)
  })

  it('are shown to a person when they bounced since a time, or are in doubt', async () => {
    const { db } = await freshStore(kind)
    const editionId = await oneOfEach(db)
    const shown = { editionId, subject: 'Digest one', changedAt: NOW }
    expect(await needsPerson(db, { sinceMs: NOW, policy: 'resend', now: NOW })).toMatchObject([
      { ...shown, address: 'bounced@example.org', state: 'bounced', reply: 'about bounced', resendAt: null },
      { ...shown, address: 'in_doubt@example.org', state: 'in_doubt', reply: 'about in_doubt', resendAt: NOW + 5 },
    ])
    expect(await needsPerson(db, { sinceMs: NOW + 1, policy: 'resend', now: NOW })).toMatchObject([
      { state: 'in_doubt', resendAt: NOW + 5 },
    ])
    expect(await needsPerson(db, { sinceMs: NOW + 1, policy: 'hold', now: NOW })).toMatchObject([
      { state: 'in_doubt', resendAt: null },
    ])
    expect(await needsPerson(db, { sinceMs: NOW + 1, policy: 'never', now: NOW })).toEqual([])
  })

  it('are shown for as long as a person has not decided', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, 'ada', 'bob')
    await markSending(db, { ...CLAIM, leaseMs: 0 }, await claimDeliveries(db, { ...CLAIM, leaseMs: 0 }))
    await recoverDeliveries(db, { now: NOW, holdMs: null })
    const waiting = await needsPerson(db, { sinceMs: NOW + 1, policy: 'resend', now: NOW })
    expect(waiting).toMatchObject([{ resendAt: null }, { resendAt: null }])
    await giveUpDeliveries(db, [waiting[0]!.id], NOW + 1)
    expect(await needsPerson(db, { sinceMs: NOW + 2, policy: 'resend', now: NOW })).toMatchObject([
      { editionId, id: waiting[1]!.id },
    ])
  })

  it('tell whether there is anything to send', async () => {
    const { db } = await freshStore(kind)
    const now = { now: NOW, resendInDoubt: true }
    expect(await hasDeliverable(db, now)).toBe(false)
    await oneOfEach(db)
    expect(await hasDeliverable(db, now)).toBe(true)
    await claimDeliveries(db, CLAIM)
    expect(await hasDeliverable(db, now)).toBe(false)
    expect(await hasDeliverable(db, { now: NOW + 5, resendInDoubt: false })).toBe(false)
    expect(await hasDeliverable(db, { now: NOW + 5, resendInDoubt: true })).toBe(true)
  })

  it('tell when the next one is due that waits for its time', async () => {
    const { db } = await freshStore(kind)
    expect(await nextDelivery(db, { resendInDoubt: true })).toBeNull()
    await oneOfEach(db)
    expect(await nextDelivery(db, { resendInDoubt: true })).toBe(NOW + 5)
    expect(await nextDelivery(db, { resendInDoubt: false })).toBe(NOW + 7)
  })
})

describe.each(KINDS)('recovery in %s', (kind) => {
  it('frees claims and puts what was being sent in doubt', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob', 'cy')
    const claims = await claimDeliveries(db, { ...CLAIM, leaseMs: 0 })
    await markSending(db, { ...CLAIM, leaseMs: 0 }, claims.slice(0, 1))
    expect(await recoverDeliveries(db, { now: NOW, holdMs: 600 })).toEqual({ released: 2, inDoubt: 1 })
    expect(await db.selectFrom('deliveries').select(['state', 'hold_until', 'owner']).orderBy('id').execute()).toEqual([
      { state: 'in_doubt', hold_until: NOW + 600, owner: null },
      { state: 'ready', hold_until: null, owner: null },
      { state: 'ready', hold_until: null, owner: null },
    ])
  })

  it('never lets what was being sent be claimed as if it were unsent', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await markSending(db, { ...CLAIM, leaseMs: 0 }, await claimDeliveries(db, CLAIM))
    expect(await claimDeliveries(db, { ...CLAIM, owner: 'other' })).toEqual([])
    await recoverDeliveries(db, { now: NOW, holdMs: 600 })
    expect(await claimDeliveries(db, { ...CLAIM, owner: 'other' })).toEqual([])
  })

  it('leaves the living alone', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob')
    const claims = await claimDeliveries(db, CLAIM)
    await markSending(db, CLAIM, claims.slice(0, 1))
    expect(await recoverDeliveries(db, { now: NOW + 9e9, holdMs: 0 })).toEqual({ released: 0, inDoubt: 0 })
  })

  it('takes what a run held before the clock was set back', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await claimDeliveries(db, { ...CLAIM, leaseMs: 7_200_000 })
    expect(await recoverDeliveries(db, { now: NOW, holdMs: 0 })).toEqual({ released: 1, inDoubt: 0 })
  })

  it('tells how long the last claim is held, and nothing when none is', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob')
    expect(await claimsEndIn(db)).toBeNull()
    const claims = await claimDeliveries(db, { ...CLAIM, leaseMs: 1 })
    await markSending(db, CLAIM, claims.slice(0, 1))
    expect(await claimsEndIn(db)).toBeGreaterThan(30_000)
    expect(await claimsEndIn(db)).toBeLessThanOrEqual(60_000)
  })

  it('makes a deferred delivery deferred again', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const [claim] = await claimDeliveries(db, CLAIM)
    const deferred = { ...claim!, state: 'deferred', reply: '450 later', nextAt: NOW, countsAttempt: true } as const
    await recordOutcomes(db, CLAIM.owner, [deferred], NOW)
    await claimDeliveries(db, { ...CLAIM, leaseMs: 0 })
    await recoverDeliveries(db, { now: NOW, holdMs: 0 })
    expect(await db.selectFrom('deliveries').select(['state', 'next_at', 'attempts']).execute()).toEqual([
      { state: 'deferred', next_at: NOW, attempts: 1 },
    ])
  })
})

it('is asked who needs a person by indexes, however many deliveries there are', async () => {
  const { db } = await freshStore('sqlite')
  const plans = await queryPlans(db, (asked) => needsPerson(asked, { sinceMs: NOW, policy: 'resend', now: NOW }))
  expect(plans).toEqual([
    expect.stringContaining('SEARCH deliveries USING INDEX deliveries_person'),
    // Of this one only what is in doubt stands in the index.
    expect.stringContaining('deliveries USING INDEX deliveries_held'),
  ])
})
