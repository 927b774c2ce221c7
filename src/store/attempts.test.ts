import { describe, expect, it } from 'vitest'
import { NOW, planFor } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import type { Db } from './db.ts'
import { recoverDeliveries } from './deliveries.ts'
import { recordOutcomes, type Settled } from './outcomes.ts'
import { resendDeliveries } from './settle-deliveries.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }

async function settle(db: Db, outcome: Omit<Settled, 'id' | 'epoch'>, now: number): Promise<void> {
  const claims = await claimDeliveries(db, { ...CLAIM, now })
  await markSending(db, { ...CLAIM, now }, claims)
  const settled = claims.map((claim) => ({ ...claim, ...outcome }))
  await recordOutcomes(db, CLAIM.owner, settled, now)
  await recordOutcomes(db, CLAIM.owner, settled, now)
}

async function attemptsOf(db: Db) {
  return db.selectFrom('attempts').select(['epoch', 'attempt', 'state', 'reply', 'at']).orderBy('epoch').execute()
}

describe.each(KINDS)('attempts in %s', (kind) => {
  it('are kept with what was answered, each once', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await settle(db, { state: 'deferred', reply: '450 later', nextAt: NOW + 5, countsAttempt: true }, NOW)
    await settle(db, { state: 'accepted', reply: '250 OK', countsAttempt: true }, NOW + 5)
    expect(await attemptsOf(db)).toEqual([
      { epoch: 1, attempt: 1, state: 'deferred', reply: '450 later', at: NOW },
      { epoch: 2, attempt: 2, state: 'accepted', reply: '250 OK', at: NOW + 5 },
    ])
  })

  it('are not kept of what was accepted at once, or was not tried', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const claims = await claimDeliveries(db, CLAIM)
    const untried = claims.map((claim) => ({ ...claim, state: 'ready' as const, reply: 'away', countsAttempt: false }))
    await recordOutcomes(db, CLAIM.owner, untried, NOW)
    await settle(db, { state: 'accepted', reply: '250 OK', countsAttempt: true }, NOW)
    expect(await attemptsOf(db)).toEqual([])
  })

  it('are not kept of what was put off, and nobody was asked about', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const claims = await claimDeliveries(db, CLAIM)
    const later = { state: 'deferred' as const, reply: 'its domain has had enough', nextAt: NOW + 5 }
    const settled = claims.map((claim) => ({ ...claim, ...later, countsAttempt: false, isPutOff: true }))
    await recordOutcomes(db, CLAIM.owner, settled, NOW)
    expect(await attemptsOf(db)).toEqual([])
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 5 })).toHaveLength(1)
  })

  it('are kept of what a run that was killed left on the wire', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await markSending(db, { ...CLAIM, leaseMs: 0 }, await claimDeliveries(db, CLAIM))
    await recoverDeliveries(db, { now: NOW + 9, holdMs: 1 })
    expect(await attemptsOf(db)).toMatchObject([{ epoch: 1, attempt: 1, state: 'in_doubt', at: NOW + 9 }])
  })

  it('tell the next claim when the first of them was, since a person last had it sent again', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    const deferred = { state: 'deferred' as const, reply: '450 later', countsAttempt: true }
    await settle(db, { ...deferred, countsAttempt: false, nextAt: NOW + 1 }, NOW)
    await settle(db, { ...deferred, nextAt: NOW + 2 }, NOW + 1)
    await settle(db, { ...deferred, nextAt: NOW + 3 }, NOW + 2)
    const [third] = await claimDeliveries(db, { ...CLAIM, now: NOW + 3 })
    expect(third).toMatchObject({ attempt: 3, triedAt: NOW + 1 })
    const bounced = { ...third!, state: 'bounced' as const, reply: '550 no', countsAttempt: true }
    await recordOutcomes(db, CLAIM.owner, [bounced], NOW + 3)
    expect(await resendDeliveries(db, [third!.id], NOW + 4)).toEqual([third!.id])
    await settle(db, { ...deferred, nextAt: NOW + 6 }, NOW + 5)
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 6 })).toMatchObject([{ attempt: 2, triedAt: NOW + 5 }])
  })
})
