import { describe, expect, it } from 'vitest'
import { announce, NOW, newEdition, planFor, subscribe } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { planChunk } from './compose.ts'
import type { Db } from './db.ts'
import { editionSize, largestOfLate, waitingDigests } from './edition-sizes.ts'
import type { Lease } from './lock.ts'

const DAY = 86_400_000
const LATE = { now: NOW, enough: 100, except: 'new' }

/** Plans an edition for these people, some days ago. */
async function planned(db: Db, lease: Lease, key: string, names: string[], daysAgo = 0): Promise<void> {
  for (const name of names) await subscribe(db, `${key}-${name}`, { cursor: 1, dueAt: NOW })
  const edition = { ...newEdition(key, ['post']), createdAt: NOW - daysAgo * DAY }
  const decide = () => ({ edition, cursor: 2, dueAt: NOW + 9 })
  await planChunk(db, lease, { now: NOW, force: false, limit: 1000, decide })
}

describe.each(KINDS)('the sizes of editions in %s', (kind) => {
  it('count whom an edition has, without who was cancelled', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, 'ada', 'bob', 'cleo')
    await db.updateTable('deliveries').set({ state: 'cancelled' }).where('id', '=', 1).execute()
    expect(await editionSize(db, 'one')).toEqual({ id: editionId, isHeld: false, size: 2, approvedSize: null })
    expect(await editionSize(db, 'none')).toBe(null)
  })

  it('remember how large an edition was when a person let it go', async () => {
    const { db } = await freshStore(kind)
    const { lease } = await planFor(db, 'ada', 'bob')
    await db.updateTable('editions').set({ approved_at: NOW }).execute()
    await subscribe(db, 'late', { dueAt: NOW })
    const edition = newEdition('one', ['post'])
    const decide = () => ({ edition, cursor: 2, dueAt: NOW + 9 })
    await planChunk(db, lease, { now: NOW + 1, force: false, limit: 10, decide })
    expect(await editionSize(db, 'one')).toMatchObject({ size: 3, approvedSize: 2 })
  })

  it('tell what is usual, and nothing on a new site', async () => {
    const { db } = await freshStore(kind)
    expect(await largestOfLate(db, LATE)).toBe(null)
    const { lease } = await planFor(db, 'ada', 'bob')
    await announce(db, lease, 'second')
    await planned(db, lease, 'three', ['a', 'b', 'c'])
    expect(await largestOfLate(db, LATE)).toBe(3)
    expect(await largestOfLate(db, { ...LATE, except: 'three' })).toBe(2)
    expect(await largestOfLate(db, { ...LATE, enough: 2 })).toBe(2)
  })

  it('do not take for usual what is held, what was stopped, or what is long ago and many editions back', async () => {
    const { db } = await freshStore(kind)
    const { lease, editionId } = await planFor(db, 'ada', 'bob', 'cleo')
    await planned(db, lease, 'small', ['a'])
    expect(await largestOfLate(db, LATE)).toBe(3)
    const one = (change: object) => db.updateTable('editions').set(change).where('id', '=', editionId).execute()
    await one({ held_at: NOW })
    expect(await largestOfLate(db, LATE)).toBe(1)
    await one({ held_at: null, state: 'stopped' })
    expect(await largestOfLate(db, LATE)).toBe(1)
    await one({ state: 'open', created_at: NOW - 41 * DAY })
    expect(await largestOfLate(db, LATE)).toBe(3)
    for (let n = 0; n < 20; n++) await planned(db, lease, `small-${n}`, ['a'])
    expect(await largestOfLate(db, LATE)).toBe(1)
    await one({ created_at: NOW - 39 * DAY })
    expect(await largestOfLate(db, LATE)).toBe(3)
  })

  it('count what waits to go out without what waits for a person', async () => {
    const { db } = await freshStore(kind)
    const { editionId } = await planFor(db, 'ada', 'bob', 'cleo')
    await db.updateTable('deliveries').set({ state: 'accepted' }).where('id', '=', 1).execute()
    expect(await waitingDigests(db)).toBe(2)
    await db.updateTable('editions').set({ held_at: NOW }).where('id', '=', editionId).execute()
    expect(await waitingDigests(db)).toBe(0)
  })
})
