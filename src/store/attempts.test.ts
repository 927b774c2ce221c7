import { describe, expect, it } from 'vitest'
import { NOW, planFor } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import type { Db } from './db.ts'
import { recoverDeliveries } from './deliveries.ts'
import { recordOutcomes, type Settled } from './outcomes.ts'

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

  it('are kept of what a run that was killed left on the wire', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await markSending(db, { ...CLAIM, leaseMs: 0 }, await claimDeliveries(db, CLAIM))
    await recoverDeliveries(db, { now: NOW + 9, holdMs: 1 })
    expect(await attemptsOf(db)).toMatchObject([{ epoch: 1, attempt: 1, state: 'in_doubt', at: NOW + 9 }])
  })
})
