import { describe, expect, it } from 'vitest'
import { announce, NOW, newPost, planFor, planOf, subscribe, takeLease } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { claimDeliveries, markSending } from './claims.ts'
import { recoverDeliveries } from './deliveries.ts'
import { readPassed } from './passed-posts.ts'
import { applyScan } from './posts.ts'
import { skipRestored } from './settle-restored.ts'
import { countedIntents } from './witness.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 0, resendInDoubt: true }
const SKIP = { now: NOW + 1, intents: 40, lastMailedAt: NOW, requestLifeMs: 9, since: 0 }

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

  it('passes over what may have gone out, by name and for how many, and not what is dated after the last mailing', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const after = { announcedAt: NOW + 1 }
    const corrected = newPost('corrected', { publishedAt: NOW + 1 })
    const unknown = newPost('unknown', after)
    const go = newPost('go', { ...after, tags: ['go'] })
    const fresh = newPost('fresh', { announcedAt: NOW + 1, publishedAt: NOW + 1 })
    await applyScan(db, lease, planOf({ announce: [corrected, unknown, go, fresh] }))
    const weekly = { cadence: 'weekly', hour: 8, weekday: 1, monthday: 1, zone: 'UTC' } as const
    await subscribe(db, 'ada', { preferences: { ...weekly, topics: ['News'] } })
    await subscribe(db, 'bob', { cursor: 1 })
    await subscribe(db, 'cleo', { state: 'pending' })
    await subscribe(db, 'dan', { cursor: 4 })
    expect(await skipRestored(db, SKIP)).toEqual({
      seq: 3,
      passed: [
        { title: 'The corrected', path: 'corrected.md', subscribers: 1 },
        { title: 'The unknown', path: 'unknown.md', subscribers: 2 },
        { title: 'The go', path: 'go.md', subscribers: 1 },
      ],
      coming: ['The fresh'],
    })
    const cursors = await db.selectFrom('subscribers').select('cursor').orderBy('id').execute()
    expect(cursors.map(({ cursor }) => cursor)).toEqual([3, 3, 3, 4])
    expect(await readPassed(db)).toEqual({ seq: 3, at: NOW + 1 })
  })

  it('passes over a post that cannot have gone out when one that may have was announced after it', async () => {
    const { db } = await freshStore(kind)
    const fresh = newPost('fresh', { announcedAt: NOW + 1, publishedAt: NOW + 1 })
    const unknown = newPost('unknown', { announcedAt: NOW + 2 })
    await applyScan(db, await takeLease(db), planOf({ announce: [fresh, unknown] }))
    await subscribe(db, 'ada')
    const { passed, coming } = await skipRestored(db, SKIP)
    expect(passed.map(({ title }) => title)).toEqual(['The fresh', 'The unknown'])
    expect(coming).toEqual([])
  })
})
