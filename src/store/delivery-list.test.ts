import { describe, expect, it } from 'vitest'
import { announce, NOW, planFor, planForAll, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import type { DeliveryState } from '../deliveries/delivery.ts'
import { editionName } from '../digests/edition-name.ts'
import type { Db } from './db.ts'
import { deliveryPages, LISTED_STATES, type ListedState, readDeliveries } from './delivery-list.ts'
import { countInDoubt, findEdition, listEditions } from './delivery-list-editions.ts'
import { giveUpDeliveries } from './settle-deliveries.ts'
import { suppress } from './subscribers.ts'

const NAMES = ['ada', 'bob', 'cyd', 'dan', 'eve', 'fay', 'gus']
const STATES: DeliveryState[] = ['accepted', 'deferred', 'bounced', 'in_doubt', 'cancelled', 'ready', 'ready']

/** One edition with a delivery in every state, the last of them parked. */
async function everyState(db: Db) {
  const planned = await planFor(db, ...NAMES)
  const ids = (await db.selectFrom('deliveries').select('id').orderBy('id').execute()).map(({ id }) => id)
  for (const [index, id] of ids.entries()) {
    const state = STATES[index] ?? 'ready'
    const more = { next_at: NOW + 9, parked: index === 6 ? 1 : 0, changed_at: NOW + index }
    await db
      .updateTable('deliveries')
      .set({ state, ...more })
      .where('id', '=', id)
      .execute()
  }
  return { ...planned, ids }
}

/** So many more subscribers and deliveries like the first. */
async function copyOf(db: Db, count: number): Promise<void> {
  const { id: _, ...person } = await db.selectFrom('subscribers').selectAll().executeTakeFirstOrThrow()
  const { id: __, ...delivery } = await db.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow()
  const people = Array.from({ length: count }, (_, n) => ({ ...person, address_key: `reader${n}` }))
  const added = await db.insertInto('subscribers').values(people).returning('id').execute()
  const more = added.map(({ id }) => ({ ...delivery, subscriber_id: id }))
  await db.insertInto('deliveries').values(more).execute()
}

async function listed(db: Db, states: readonly ListedState[], editionId?: number): Promise<string[]> {
  const names: string[] = []
  for await (const page of deliveryPages(db, { states, editionId, now: NOW })) {
    names.push(...page.map(({ address }) => address.split('@')[0] ?? ''))
  }
  return names
}

describe.each(KINDS)('a list of deliveries in %s', (kind) => {
  it('shows each where it stands, and what needs a look first', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await everyState(db)
    expect(await listed(db, LISTED_STATES, editionId)).toEqual(['dan', 'cyd', 'bob', 'gus', 'fay', 'eve', 'ada'])
    expect(await listed(db, ['held'])).toEqual(['gus'])
    expect(await listed(db, ['accepted'], editionId + 1)).toEqual([])
  })

  it('tells what was given up, and who gets no mail any more', async () => {
    const { db } = await freshStore(kind)
    const { ids } = await everyState(db)
    await giveUpDeliveries(db, ids, NOW)
    await suppress(db, 'ada@example.org', 'complained', 'said so', NOW)
    expect(await listed(db, ['given-up'])).toEqual(['dan', 'bob', 'fay', 'gus'])
    const rows = await readDeliveries(db, [...ids, 4711], NOW)
    expect(rows.filter(({ isGivenUp }) => isGivenUp).map(({ id }) => id)).toEqual([1, 3, 5, 6].map((n) => ids[n]))
    expect(rows.filter(({ mayReceive }) => !mayReceive).map(({ address }) => address)).toEqual(['ada@example.org'])
  })

  it('goes on page by page to the last', async () => {
    const { db } = await freshStore(kind)
    await planFor(db, 'ada')
    await copyOf(db, 1000)
    const sizes: number[] = []
    for await (const page of deliveryPages(db, { states: ['waiting'], now: NOW })) sizes.push(page.length)
    expect(sizes).toEqual([1000, 1])
  })
})

describe.each(KINDS)('a list of editions in %s', (kind) => {
  it('adds up to what was planned, newest first', async () => {
    const { db } = await freshStore(kind)
    const { lease, editionId } = await everyState(db)
    await subscribe(db, 'hal')
    const second = await planForAll(db, lease, 'two', await announce(db, lease, 'second'))
    const editions = await listEditions(db, 10)
    expect(editions.map(({ id }) => id)).toEqual([second, editionId])
    const each = { accepted: 1, deferred: 1, bounced: 1, inDoubt: 1, cancelled: 1, waiting: 1, held: 1 }
    expect(editions[1]).toMatchObject({ ...each, planned: 7, bouncedActive: 1, firstAt: NOW, lastAt: NOW + 6 })
    expect(await listEditions(db, 1)).toHaveLength(1)
  })

  it('says which are held and why, and which were stopped', async () => {
    const { db } = await freshStore(kind)
    await everyState(db)
    await db.updateTable('editions').set({ held_at: NOW, held_why: 'too many' }).execute()
    expect(await listEditions(db, 10)).toMatchObject([{ state: 'held', heldWhy: 'too many' }])
    await db.updateTable('editions').set({ state: 'stopped' }).execute()
    expect(await listEditions(db, 10)).toMatchObject([{ state: 'stopped' }])
  })

  it('counts what is in doubt, and on how much of it a person may decide', async () => {
    const { db } = await freshStore(kind)
    const { ids } = await everyState(db)
    expect(await countInDoubt(db, { resendInDoubt: true, now: NOW })).toEqual({ all: 1, undecided: 1 })
    await db
      .updateTable('deliveries')
      .set({ hold_until: NOW + 1 })
      .where('state', '=', 'in_doubt')
      .execute()
    expect(await countInDoubt(db, { resendInDoubt: true, now: NOW })).toEqual({ all: 1, undecided: 0 })
    expect(await countInDoubt(db, { resendInDoubt: false, now: NOW })).toEqual({ all: 1, undecided: 1 })
    await giveUpDeliveries(db, ids, NOW)
    expect(await countInDoubt(db, { resendInDoubt: false, now: NOW })).toEqual({ all: 1, undecided: 0 })
  })

  it('finds an edition by its number, its name and the beginning of that', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, 'ada')
    const name = editionName('one')
    for (const text of [String(editionId), name, name.slice(0, 8)]) expect(await findEdition(db, text)).toBe(editionId)
    for (const text of ['4711', 'ffffffff', name.slice(0, 3), '', "' or 1=1"])
      expect(await findEdition(db, text)).toBeNull()
  })
})
