import { describe, expect, it } from 'vitest'
import { announce, NOW, planFor, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import { recoverDeliveries } from './deliveries.ts'
import { skipRestored } from './settle-restored.ts'
import { countedIntents } from './witness.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 0, resendInDoubt: true }
const SKIP = { now: NOW + 1, intents: 40, requestLifeMs: 9 }

describe.each(KINDS)('the count of intents in %s', (kind) => {
  it('goes up by one with each transaction that lets a message go, and with no other', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada', 'bob')
    expect(await countedIntents(db)).toBe(0)
    const told: (number | null)[] = []
    const sending = {
      ...CLAIM,
      leaseMs: 60_000,
      committed: ({ intents }: { intents: number | null }) => void told.push(intents),
    }
    const claims = await claimDeliveries(db, { ...CLAIM, leaseMs: 60_000 })
    for (const claim of claims) await markSending(db, sending, [claim])
    await markSending(db, sending, claims)
    expect(told).toEqual([1, 2, null])
    expect(await countedIntents(db)).toBe(2)
  })
})

describe.each(KINDS)('a backup that was put back, in %s', (kind) => {
  it('mails nothing that waited in it, and nothing that was announced', async () => {
    const { db } = await freshStore(kind)
    const { lease } = await planFor(db, 'ada', 'bob', 'cleo')
    const claims = await claimDeliveries(db, { ...CLAIM, limit: 1 })
    await markSending(db, CLAIM, claims)
    await announce(db, lease, 'second')
    await subscribe(db, 'dan')
    await skipRestored(db, SKIP)
    expect(await recoverDeliveries(db, { now: NOW + 2, holdMs: 0 })).toEqual({ released: 0, inDoubt: 0 })
    expect(await claimDeliveries(db, { ...CLAIM, now: NOW + 99_999_999 })).toEqual([])
    const states = await db.selectFrom('deliveries').select(['state', 'hold_until', 'reply']).distinct().execute()
    expect(states).toEqual([
      { state: 'in_doubt', hold_until: null, reply: 'It may have gone out before a backup was put back.' },
    ])
    expect(await db.selectFrom('subscribers').select('cursor').distinct().execute()).toEqual([{ cursor: 2 }])
    expect(await countedIntents(db)).toBe(40)
  })
})
