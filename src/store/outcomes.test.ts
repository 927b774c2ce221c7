import { describe, expect, it } from 'vitest'
import { announce, NOW, planFor, planForAll, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import type { Db } from './db.ts'
import { recoverDeliveries } from './deliveries.ts'
import { recordOutcomes, type Settled } from './outcomes.ts'
import { findSubscriber, findSubscriberByKey } from './subscribers.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }
const ACCEPTED = { state: 'accepted', reply: '250 OK', countsAttempt: true } as const

async function rowsOf(db: Db) {
  return db
    .selectFrom('deliveries')
    .select(['state', 'attempts', 'owner', 'lease_until', 'next_at', 'hold_until', 'reply'])
    .orderBy('id')
    .execute()
}

async function sending(db: Db, leaseMs = CLAIM.leaseMs) {
  const claims = await claimDeliveries(db, CLAIM)
  await markSending(db, { ...CLAIM, leaseMs }, claims)
  return claims
}

describe.each(KINDS)('an outcome in %s', (kind) => {
  it.each<[Partial<Settled>, object]>([
    [ACCEPTED, { state: 'accepted', attempts: 1, reply: '250 OK' }],
    [
      { state: 'deferred', reply: '450 later', nextAt: NOW + 5 },
      { state: 'deferred', attempts: 1, next_at: NOW + 5 },
    ],
    [
      { state: 'bounced', reply: '554 no' },
      { state: 'bounced', attempts: 1, reply: '554 no' },
    ],
    [
      { state: 'in_doubt', reply: 'closed', holdUntil: NOW + 9 },
      { state: 'in_doubt', attempts: 1, hold_until: NOW + 9 },
    ],
    [
      { state: 'in_doubt', reply: 'closed', holdUntil: null },
      { state: 'in_doubt', attempts: 1, hold_until: null },
    ],
    [
      { state: 'ready', reply: 'refused', countsAttempt: false },
      { state: 'ready', attempts: 0 },
    ],
  ])('is written as it was given: %o', async (outcome, row) => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const [claim] = await sending(db)
    const { id, epoch } = claim!
    expect(await recordOutcomes(db, 'worker', [{ ...ACCEPTED, ...outcome, id, epoch }], NOW)).toEqual([])
    const rest = { owner: null, lease_until: null, next_at: null, hold_until: null }
    expect(await rowsOf(db)).toMatchObject([{ ...rest, ...row }])
  })

  it('may come before the dot, and counts the attempt then as well', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const [claim] = await claimDeliveries(db, CLAIM)
    const refused = { ...claim!, state: 'bounced', reply: '550 no', countsAttempt: true } as const
    expect(await recordOutcomes(db, 'worker', [refused], NOW)).toEqual([])
    expect(await rowsOf(db)).toMatchObject([{ state: 'bounced', attempts: 1 }])
  })

  it('changes nothing when it is written again', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const settled = (await sending(db)).map((claim) => ({ ...claim, ...ACCEPTED }))
    await recordOutcomes(db, 'worker', settled, NOW)
    const before = await rowsOf(db)
    expect(await recordOutcomes(db, 'worker', settled, NOW + 1)).toEqual([])
    expect(await rowsOf(db)).toEqual(before)
  })

  it.each(['bounced', 'in_doubt'] as const)('%s is refused from an owner whose claim was recovered', async (state) => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const [stale] = await sending(db, 0)
    await recoverDeliveries(db, { now: NOW, holdMs: 0 })
    const before = await rowsOf(db)
    const late = { ...stale!, ...ACCEPTED, state, suppress: true }
    expect(await recordOutcomes(db, 'worker', [late], NOW)).toEqual([stale!.id])
    expect(await rowsOf(db)).toEqual(before)
    expect((await findSubscriberByKey(db, 'ada@example.org'))?.state).toBe('active')
  })

  it('is refused from anybody but the owner', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const [claim] = await sending(db)
    expect(await recordOutcomes(db, 'other', [{ ...claim!, ...ACCEPTED }], NOW)).toEqual([claim!.id])
    expect(await rowsOf(db)).toMatchObject([{ state: 'sending', owner: 'worker' }])
  })

  it('is written for the others when one of them is refused', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob')
    const [ada, bob] = await sending(db)
    const settled = [
      { ...ada!, ...ACCEPTED, epoch: 99 },
      { ...bob!, ...ACCEPTED },
    ]
    expect(await recordOutcomes(db, 'worker', settled, NOW)).toEqual([ada!.id])
    expect((await rowsOf(db)).map(({ state }) => state)).toEqual(['sending', 'accepted'])
  })

  it('that is the fault of the address ends the subscriber and all that waits for them', async () => {
    const { db } = await freshStore(kind)
    const { lease, subscribers } = await planFor(db, 'ada')
    const second = await announce(db, lease, 'second')
    await db.updateTable('subscribers').set({ due_at: NOW }).execute()
    await planForAll(db, lease, 'two', second)
    await subscribe(db, 'bob')
    const [first] = await claimDeliveries(db, { ...CLAIM, limit: 1 })
    await markSending(db, CLAIM, [first!])
    const bounced = {
      ...first!,
      state: 'bounced',
      reply: '550 5.1.1 no such user',
      suppress: true,
      countsAttempt: true,
    } as const
    await recordOutcomes(db, 'worker', [bounced], NOW)
    expect((await rowsOf(db)).map(({ state }) => state)).toEqual(['bounced', 'cancelled'])
    expect(await findSubscriber(db, subscribers[0]!.id)).toMatchObject({ state: 'bounced', endedAt: NOW })
    expect((await findSubscriberByKey(db, 'bob@example.org'))?.state).toBe('active')
    expect(await db.selectFrom('suppressions').selectAll().execute()).toEqual([
      { address_key: 'ada@example.org', reason: 'bounced', detail: '550 5.1.1 no such user', created_at: NOW },
    ])
  })

  it('is nothing for nothing', async () => {
    const { db } = await freshStore(kind)
    expect(await recordOutcomes(db, 'worker', [], NOW)).toEqual([])
  })
})
