import { describe, expect, it } from 'vitest'
import { announce, NOW, newEdition, planFor, planForAll, subscribe, takeLease } from '../../test/support/ledger.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import type { KnownPost } from '../posts/known.ts'
import { claimDeliveries, markSending } from './claims.ts'
import { planChunk } from './compose.ts'
import type { Db } from './db.ts'
import { readEdition, stopEditionsWith } from './editions.ts'
import type { Lease } from './lock.ts'
import { findSubscriber, unsubscribe } from './subscribers.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }

async function ledgerOf(db: Db) {
  return db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'edition_id')
    .select(['key', 'deliveries.state'])
    .orderBy('deliveries.id')
    .execute()
}

/** As the next run would: everybody who is due gets what they have not had of these posts. */
async function planAgain(db: Db, lease: Lease, key: string, posts: KnownPost[]): Promise<void> {
  const edition = newEdition(
    key,
    posts.map(({ id }) => id),
  )
  await planChunk(db, lease, {
    now: NOW,
    force: false,
    limit: 1000,
    decide: ({ cursor }) => ({
      edition: posts.some(({ seq }) => seq > cursor) ? edition : null,
      cursor: 9,
      dueAt: NOW + 9,
    }),
  })
}

describe.each(KINDS)('an edition in %s', (kind) => {
  it('is read as it was frozen', async () => {
    const { db } = await freshStore(kind)
    const { editionId, posts } = await planFor(db, 'ada')
    expect(await readEdition(db, editionId)).toEqual({
      ...newEdition(
        'one',
        posts.map(({ id }) => id),
      ),
      id: editionId,
      state: 'open',
    })
    await expect(readEdition(db, editionId + 1)).rejects.toThrow(`The ledger has no edition ${editionId + 1}.`)
  })
})

describe.each(KINDS)('a withdrawn post in %s', (kind) => {
  it('stops an edition that has not begun; its other posts come in a new one', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [first, second] = await announce(db, lease, 'first', 'second')
    const ada = await subscribe(db, 'ada')
    const editionId = await planForAll(db, lease, 'both', [first!, second!])
    expect(await stopEditionsWith(db, first!.id, NOW + 1)).toEqual([editionId])
    expect((await readEdition(db, editionId)).state).toBe('stopped')
    expect(await findSubscriber(db, ada.id)).toMatchObject({ cursor: 0, dueAt: NOW + 1 })
    expect(await ledgerOf(db)).toEqual([{ key: 'both', state: 'cancelled' }])
  })

  it('leaves editions alone that do not hold it, and those that have begun', async () => {
    const { db } = await freshStore(kind)
    const { posts, subscribers, editionId } = await planFor(db, 'ada', 'bob')
    expect(await stopEditionsWith(db, `${posts[0]!.id}-2`, NOW)).toEqual([])
    const [claim] = await claimDeliveries(db, { ...CLAIM, limit: 1 })
    await markSending(db, CLAIM, [claim!])
    expect(await stopEditionsWith(db, posts[0]!.id, NOW)).toEqual([])
    expect((await readEdition(db, editionId)).state).toBe('open')
    expect(await findSubscriber(db, subscribers[1]!.id)).toMatchObject({ cursor: 1 })
  })

  it('also takes back what waits behind it for the same people', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [first, second] = await announce(db, lease, 'first', 'second')
    const ada = await subscribe(db, 'ada')
    await planForAll(db, lease, 'old', [first!])
    await db.updateTable('subscribers').set({ due_at: NOW }).execute()
    await planForAll(db, lease, 'new', [second!])
    await stopEditionsWith(db, first!.id, NOW)
    expect(await ledgerOf(db)).toEqual([
      { key: 'old', state: 'cancelled' },
      { key: 'new', state: 'cancelled' },
    ])
    expect((await findSubscriber(db, ada.id))?.cursor).toBe(0)
    await planAgain(db, lease, 'new', [second!])
    expect(await ledgerOf(db)).toEqual([
      { key: 'old', state: 'cancelled' },
      { key: 'new', state: 'ready' },
    ])
  })

  it('stops nothing when its readers were sent a later edition: nobody gets a post twice', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [first, second] = await announce(db, lease, 'first', 'second')
    await subscribe(db, 'ada')
    const old = await planForAll(db, lease, 'old', [first!])
    await db.updateTable('subscribers').set({ due_at: NOW }).execute()
    const later = await planForAll(db, lease, 'new', [second!])
    const claims = await claimDeliveries(db, CLAIM)
    await markSending(
      db,
      CLAIM,
      claims.filter(({ editionId }) => editionId === later),
    )
    expect(await stopEditionsWith(db, first!.id, NOW)).toEqual([])
    expect((await readEdition(db, old)).state).toBe('open')
  })

  it('never moves a cursor forward, past posts that were not mailed', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [, second] = await announce(db, lease, 'first', 'second')
    const ada = await subscribe(db, 'ada')
    await planForAll(db, lease, 'new', [second!])
    await db.updateTable('subscribers').set({ cursor: 0 }).execute()
    await stopEditionsWith(db, second!.id, NOW + 1)
    expect(await findSubscriber(db, ada.id)).toMatchObject({ cursor: 0, dueAt: NOW + 1 })
  })

  it('brings the same edition back when the post is restored', async () => {
    const { db } = await freshStore(kind)
    const { lease, posts, editionId } = await planFor(db, 'ada')
    await stopEditionsWith(db, posts[0]!.id, NOW)
    await planAgain(db, lease, 'one', posts)
    expect((await readEdition(db, editionId)).state).toBe('open')
    expect(await ledgerOf(db)).toEqual([{ key: 'one', state: 'ready' }])
  })

  it('does not bring back who unsubscribed in the meantime', async () => {
    const { db } = await freshStore(kind)
    const { lease, posts, subscribers } = await planFor(db, 'ada')
    await stopEditionsWith(db, posts[0]!.id, NOW)
    await unsubscribe(db, { subscriberId: subscribers[0]!.id, reason: 'page', now: NOW })
    await planAgain(db, lease, 'one', posts)
    expect(await ledgerOf(db)).toEqual([{ key: 'one', state: 'cancelled' }])
  })

  it('refuses the dot of a message that was claimed before', async () => {
    const { db } = await freshStore(kind)
    const { posts } = await planFor(db, 'ada')
    const claims = await claimDeliveries(db, CLAIM)
    await stopEditionsWith(db, posts[0]!.id, NOW)
    expect(await markSending(db, CLAIM, claims)).toEqual(new Set())
  })
})

describe('stopping an edition while its first message is about to go, in postgres', () => {
  it('waits for the intent to be committed, and then finds that it has begun', async () => {
    const place = await freshPlace('postgres')
    const [mine, theirs] = [await openAt(place), await openAt(place)]
    const { posts, editionId } = await planFor(mine.db, 'ada', 'bob')
    const claims = await claimDeliveries(mine.db, CLAIM)
    let stopped: Promise<number[]> = Promise.resolve([-1])
    await mine.db.transaction().execute(async (trx) => {
      await markSending(trx, CLAIM, claims.slice(0, 1))
      stopped = stopEditionsWith(theirs.db, posts[0]!.id, NOW)
      await theirs.db.selectFrom('editions').select('id').execute()
    })
    expect(await stopped).toEqual([])
    expect((await readEdition(mine.db, editionId)).state).toBe('open')
  })
})
