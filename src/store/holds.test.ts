import { describe, expect, it } from 'vitest'
import { NOW, planFor } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import type { Db } from './db.ts'
import { approveEditions, heldEditions, unparkSome } from './held-editions.ts'
import { pauseIfUnwell } from './holds.ts'
import { recordOutcomes, type Settled } from './outcomes.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }
const BOUNCED = { state: 'bounced', reply: '550 5.7.1 no', countsAttempt: true } as const
const DEFERRED = { state: 'deferred', reply: '451 later', countsAttempt: true } as const
const ACCEPTED = { state: 'accepted', reply: '250 OK', countsAttempt: true } as const

const names = (count: number) => Array.from({ length: count }, (_, n) => `reader-${n}`)

async function settleNext(db: Db, count: number, outcome: Omit<Settled, 'id' | 'epoch'>, now = NOW): Promise<void> {
  const claims = await claimDeliveries(db, { ...CLAIM, now, limit: count })
  expect(claims).toHaveLength(count)
  if (outcome.state === 'accepted') await markSending(db, { ...CLAIM, now }, claims)
  await recordOutcomes(
    db,
    CLAIM.owner,
    claims.map((claim) => ({ ...claim, ...outcome })),
    now,
  )
}

/** As `settleNext`, for messages whose dot was let go. */
async function letGo(db: Db, count: number, outcome: Omit<Settled, 'id' | 'epoch'>): Promise<void> {
  const claims = await claimDeliveries(db, { ...CLAIM, limit: count })
  await markSending(db, CLAIM, claims)
  const settled = claims.map((claim) => ({ ...claim, ...outcome }))
  await recordOutcomes(db, CLAIM.owner, settled, NOW)
}

async function complain(db: Db, count: number, at: number): Promise<void> {
  const rows = await db.selectFrom('deliveries').selectAll().where('state', '=', 'accepted').orderBy('id').execute()
  for (const row of rows.slice(-count)) {
    await db.transaction().execute(async (trx) => {
      const { id, subscriber_id, edition_id } = row
      const report = { source: 'inbound', source_key: `${id} ${at}`, kind: 'complained' as const, is_hard: 0 }
      await trx
        .insertInto('reports')
        .values({ ...report, subscriber_id, delivery_id: id, edition_id, status: null, detail: 'abuse', at })
        .execute()
      await pauseIfUnwell(trx, edition_id, at)
    })
  }
}

describe.each(KINDS)('an edition of which too much comes back in %s', (kind) => {
  it('is paused by its tenth bounce, whatever the reason of the bounces', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, ...names(14))
    await settleNext(db, 9, BOUNCED)
    expect(await heldEditions(db)).toEqual([])
    await settleNext(db, 1, BOUNCED)
    expect(await heldEditions(db)).toMatchObject([{ waiting: 4, why: '10 of 10 messages bounced, more than 5 %' }])
    expect(await claimDeliveries(db, CLAIM)).toEqual([])
  })

  it('counts a message once, although it was let go at every try', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, ...names(240))
    await letGo(db, 230, DEFERRED)
    await letGo(db, 190, ACCEPTED)
    await letGo(db, 10, BOUNCED)
    expect(await heldEditions(db)).toEqual([])
    await letGo(db, 1, BOUNCED)
    expect(await heldEditions(db)).toMatchObject([{ why: '11 of 201 messages bounced, more than 5 %' }])
  })

  it('goes on while the share is small', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, ...names(211))
    await settleNext(db, 190, ACCEPTED)
    await settleNext(db, 10, BOUNCED)
    expect(await heldEditions(db)).toEqual([])
    await settleNext(db, 1, BOUNCED)
    expect(await heldEditions(db)).toMatchObject([{ waiting: 10 }])
  })

  it('counts anew from when a person let it go', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, ...names(40))
    await settleNext(db, 10, BOUNCED)
    expect(await claimDeliveries(db, CLAIM)).toEqual([])
    await approveEditions(db, [editionId], NOW + 1)
    while (await unparkSome(db, editionId, 100));
    await settleNext(db, 9, BOUNCED, NOW + 2)
    expect(await heldEditions(db)).toEqual([])
    await settleNext(db, 1, BOUNCED, NOW + 2)
    expect(await heldEditions(db)).toMatchObject([{ waiting: 20 }])
  })

  it('is paused by two complaints about what went out since it began or was let go', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, ...names(40))
    await settleNext(db, 10, ACCEPTED)
    await complain(db, 1, NOW + 1)
    expect(await heldEditions(db)).toEqual([])
    await complain(db, 2, NOW + 2)
    expect(await heldEditions(db)).toMatchObject([{ why: '2 of 10 readers complained, more than 0.1 %' }])
    await approveEditions(db, [editionId], NOW + 3)
    await complain(db, 3, NOW + 4)
    expect(await heldEditions(db)).toEqual([])
    await settleNext(db, 5, ACCEPTED, NOW + 5)
    await complain(db, 2, NOW + 6)
    expect(await heldEditions(db)).toMatchObject([{ why: '2 of 5 readers complained, more than 0.1 %' }])
  })

  it('is left alone when nobody is still to get it', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, ...names(10))
    await settleNext(db, 10, BOUNCED)
    expect(await db.selectFrom('editions').select('held_at').execute()).toEqual([{ held_at: null }])
  })
})
