import type { Updateable } from 'kysely'
import { describe, expect, it } from 'vitest'
import { NOW, planFor, planForAll, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import type { Db } from './db.ts'
import type { Schema } from './schema.ts'
import { takeDoneEditions } from './under-way.ts'

const RESENT = { isResent: true }

async function settle(db: Db, subscriberId: number, changes: Updateable<Schema['deliveries']>) {
  const written = { changed_at: NOW + 5000, attempts: 1, ...changes }
  await db.updateTable('deliveries').set(written).where('subscriber_id', '=', subscriberId).execute()
}

describe.each(KINDS)('an edition in %s', (kind) => {
  it('is told of once, when nothing of it is left to do', async () => {
    const { db } = await freshStore(kind)
    const { subscribers, editionId } = await planFor(db, 'ada', 'bob', 'cy', 'dee')
    const [ada, bob, cy, dee] = subscribers.map(({ id }) => id) as [number, number, number, number]
    await settle(db, ada, { state: 'accepted', attempts: 2 })
    await settle(db, bob, { state: 'bounced' })
    await settle(db, cy, { state: 'cancelled', attempts: 0 })
    expect(await takeDoneEditions(db, RESENT)).toEqual([])
    await settle(db, dee, { state: 'in_doubt', hold_until: NOW + 9 })
    expect(await takeDoneEditions(db, RESENT)).toEqual([])
    await settle(db, dee, { state: 'in_doubt', hold_until: null })
    expect(await takeDoneEditions(db, RESENT)).toEqual([
      {
        ...{ id: editionId, subject: 'Digest one', planned: 4, accepted: 1, bounced: 1, retried: 1, inDoubt: 1 },
        ...{ cancelled: 1, plannedAt: NOW, settledAt: NOW + 5000 },
      },
    ])
    expect(await takeDoneEditions(db, RESENT)).toEqual([])
  })

  it('is told of again when it has grown', async () => {
    const { db } = await freshStore(kind)
    const { lease, posts, subscribers } = await planFor(db, 'ada')
    await settle(db, subscribers[0]!.id, { state: 'accepted' })
    expect(await takeDoneEditions(db, RESENT)).toMatchObject([{ planned: 1 }])
    const bob = await subscribe(db, 'bob')
    await planForAll(db, lease, 'one', posts)
    expect(await takeDoneEditions(db, RESENT)).toEqual([])
    await settle(db, bob.id, { state: 'accepted' })
    expect(await takeDoneEditions(db, RESENT)).toMatchObject([{ planned: 2, accepted: 2 }])
  })

  it('does not wait for what is in doubt where that is never sent again', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada')
    await settle(db, subscribers[0]!.id, { state: 'in_doubt', hold_until: NOW })
    expect(await takeDoneEditions(db, { isResent: false })).toMatchObject([{ inDoubt: 1 }])
  })

  it('is told to one of many who ask at once', async () => {
    const { db } = await freshStore(kind)
    const { subscribers } = await planFor(db, 'ada')
    await settle(db, subscribers[0]!.id, { state: 'accepted' })
    const told = await Promise.all([1, 2, 3, 4].map(() => takeDoneEditions(db, RESENT)))
    expect(told.flat()).toHaveLength(1)
  })
})
