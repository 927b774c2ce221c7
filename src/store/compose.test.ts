import { describe, expect, it } from 'vitest'
import {
  announce,
  NOW,
  newEdition,
  newSubscriber,
  planForAll,
  subscribe,
  takeLease,
} from '../../test/support/ledger.ts'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { type Chunk, type Decision, planChunk } from './compose.ts'
import type { Db } from './db.ts'
import { LeaseLost } from './errors.ts'
import { acquireLease } from './lock.ts'
import { findSubscriber, unsubscribe } from './subscribers.ts'

const WEEK = 7 * 86_400_000
const DUE = { now: NOW, force: false }

function chunkOf(decide: (id: number) => Decision, changes: Partial<Chunk> = {}): Chunk {
  return { ...DUE, limit: 1000, decide: ({ id }) => decide(id), ...changes }
}

function planned(key: string, posts: string[] = ['a']): Decision {
  return { edition: newEdition(key, posts), cursor: 3, dueAt: NOW + WEEK }
}

async function deliveriesOf(db: Db) {
  return db.selectFrom('deliveries').select(['edition_id', 'subscriber_id', 'state']).orderBy('id').execute()
}

describe.each(KINDS)('planning in %s', (kind) => {
  it('makes one edition, one delivery each, and moves cursors and times', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const [ada, bob] = [await subscribe(db, 'ada'), await subscribe(db, 'bob')]
    const result = await planChunk(
      db,
      lease,
      chunkOf(() => planned('one')),
    )
    const [edition] = result.planned
    expect(result).toEqual({
      next: null,
      planned: [{ editionId: edition?.editionId, key: 'one', count: 2 }],
      moved: 2,
    })
    expect(await deliveriesOf(db)).toEqual([
      { edition_id: edition?.editionId, subscriber_id: ada.id, state: 'ready' },
      { edition_id: edition?.editionId, subscriber_id: bob.id, state: 'ready' },
    ])
    expect(await findSubscriber(db, ada.id)).toEqual({ ...ada, cursor: 3, dueAt: NOW + WEEK })
  })

  it('tells what there is to know of each subscriber', async () => {
    const { db } = await freshStore(kind)
    const preferences = { ...newSubscriber('ada').preferences, topics: ['rust', 'go'] }
    const { id } = await subscribe(db, 'ada', { preferences, cursor: 2 })
    const seen: unknown[] = []
    const decide: Chunk['decide'] = (subscriber) => {
      seen.push(subscriber)
      return null
    }
    await planChunk(
      db,
      await takeLease(db),
      chunkOf(() => null, { decide }),
    )
    expect(seen).toEqual([{ id, cursor: 2, topics: '["rust","go"]', preferences }])
  })

  it('goes through them chunk by chunk', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    const ids: number[] = []
    for (const name of ['ada', 'bob', 'cy']) ids.push((await subscribe(db, name)).id)
    const first = await planChunk(
      db,
      lease,
      chunkOf(() => planned('one'), { limit: 2 }),
    )
    expect(first.next).toMatchObject({ id: ids[1] })
    const second = await planChunk(
      db,
      lease,
      chunkOf(() => planned('one'), { limit: 2, after: first.next! }),
    )
    expect(second).toMatchObject({ next: null, moved: 1 })
    expect(second.planned).toEqual([{ ...first.planned[0], count: 1 }])
    expect(await deliveriesOf(db)).toHaveLength(3)
  })

  it('only moves who gets no edition, and leaves alone who is not decided', async () => {
    const { db } = await freshStore(kind)
    const [ada, bob] = [await subscribe(db, 'ada'), await subscribe(db, 'bob')]
    const decide = (id: number) => (id === ada.id ? { edition: null, cursor: 3, dueAt: NOW + WEEK } : null)
    expect(await planChunk(db, await takeLease(db), chunkOf(decide))).toEqual({ next: null, planned: [], moved: 1 })
    expect(await findSubscriber(db, ada.id)).toMatchObject({ cursor: 3, dueAt: NOW + WEEK })
    expect(await findSubscriber(db, bob.id)).toEqual(bob)
    expect(await deliveriesOf(db)).toEqual([])
  })

  it('makes several editions in one chunk', async () => {
    const { db } = await freshStore(kind)
    const bob = (await Promise.all(['ada', 'bob', 'cy'].map((name) => subscribe(db, name))))[1]!
    const decide = (id: number) => planned(id === bob.id ? 'even' : 'odd')
    const { planned: editions } = await planChunk(db, await takeLease(db), chunkOf(decide))
    expect(editions.map(({ key, count }) => [key, count]).sort()).toEqual([
      ['even', 1],
      ['odd', 2],
    ])
  })

  it('puts nobody in the same edition twice', async () => {
    const { db } = await freshStore(kind)
    const lease = await takeLease(db)
    await subscribe(db, 'ada')
    await planChunk(
      db,
      lease,
      chunkOf(() => planned('one')),
    )
    const again = await planChunk(
      db,
      lease,
      chunkOf(() => planned('one'), { force: true }),
    )
    expect(again).toEqual({ next: null, planned: [], moved: 1 })
    expect(await deliveriesOf(db)).toHaveLength(1)
  })

  it('changes nothing under a lease that somebody has taken over', async () => {
    const { db } = await freshStore(kind)
    const ada = await subscribe(db, 'ada')
    const stale = await acquireLease(db, 'publish', 'one', 0)
    await takeLease(db, 'two')
    await expect(
      planChunk(
        db,
        stale!,
        chunkOf(() => planned('one')),
      ),
    ).rejects.toThrow(LeaseLost)
    expect(await findSubscriber(db, ada.id)).toEqual(ada)
    expect(await deliveriesOf(db)).toEqual([])
  })

  it('changes nothing when a decision fails in the middle', async () => {
    const { db } = await freshStore(kind)
    const ada = await subscribe(db, 'ada')
    const bob = await subscribe(db, 'bob')
    const decide = (id: number) => {
      if (id === bob.id) throw new Error('no such template')
      return planned('one')
    }
    await expect(planChunk(db, await takeLease(db), chunkOf(decide))).rejects.toThrow('no such template')
    expect(await findSubscriber(db, ada.id)).toEqual(ada)
  })

  it('plans everybody once when two processes take the lease from each other all the time', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    for (let n = 0; n < 100; n++) await subscribe(db, `reader-${n}`)
    const counts = (await race<number>('plan', place, 2)).flat()
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100)
    expect(await deliveriesOf(db)).toHaveLength(100)
    expect(await db.selectFrom('editions').select('key').execute()).toEqual([{ key: 'one' }])
  })
})

describe('planning while somebody unsubscribes, in postgres', () => {
  it('skips them while their row is held, and never mails them', async () => {
    const place = await freshPlace('postgres')
    const [mine, theirs] = [await openAt(place), await openAt(place)]
    const lease = await takeLease(mine.db)
    const posts = await announce(mine.db, lease, 'first')
    const ada = await subscribe(mine.db, 'ada')
    await subscribe(mine.db, 'bob')
    await theirs.db.transaction().execute(async (trx) => {
      await unsubscribe(trx, { subscriberId: ada.id, reason: 'one-click', now: NOW })
      await planForAll(mine.db, lease, 'one', posts)
    })
    expect(await deliveriesOf(mine.db)).toMatchObject([{ state: 'ready' }])
    expect((await deliveriesOf(mine.db))[0]?.subscriber_id).not.toBe(ada.id)
  })
})
