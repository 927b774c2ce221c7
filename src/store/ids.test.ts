import { describe, expect, it } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { transact } from './db.ts'
import { subscriberIds } from './ids.ts'

describe.each(KINDS)('the ids of subscribers in %s', (kind) => {
  it('stand in the order in which people came', async () => {
    const { db } = await freshStore(kind)
    const ids: number[] = []
    for (const [index, name] of ['ada', 'bob', 'cy'].entries()) {
      ids.push((await subscribe(db, name, { now: NOW + index })).id)
    }
    expect(ids).toEqual(ids.toSorted((a, b) => a - b))
  })

  it('go on from the last one where the clock was put back', async () => {
    const { db } = await freshStore(kind)
    const first = await subscribe(db, 'ada', { now: NOW })
    const second = await subscribe(db, 'bob', { now: NOW - 3_600_000 })
    expect(second.id).toBe(first.id + 1)
  })

  it('are never given to somebody else, although the last one is forgotten and the clock put back', async () => {
    const { db } = await freshStore(kind)
    const { id } = await subscribe(db, 'ada', { now: NOW })
    await db.deleteFrom('subscribers').execute()
    expect((await subscribe(db, 'bob', { now: NOW - 3_600_000 })).id).toBeGreaterThan(id)
  })

  it('are as many as are asked for, one after the other, and exact in JavaScript', async () => {
    const { db } = await freshStore(kind)
    const ids = await transact(db, (trx) => subscriberIds(trx, Date.UTC(2080, 0), 3))
    expect(ids).toEqual([ids[0], ids[0]! + 1, ids[0]! + 2])
    expect(Number.isSafeInteger(ids[2])).toBe(true)
  })

  it('come between those of two moments, so that another store has others', async () => {
    const { db } = await freshStore(kind)
    const other = await freshStore(kind)
    const ids = new Set<number>()
    for (const store of [db, other.db]) {
      for (let n = 0; n < 5; n++) ids.add((await subscribe(store, `reader-${n}`, { now: NOW + 10 * n })).id)
    }
    expect(ids.size).toBeGreaterThan(8)
  })

  it('are given once to processes that add people at once', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    const ids = (await race<number>('subscribe', place, 3)).flat()
    expect(ids).toHaveLength(60)
    expect(new Set(ids).size).toBe(60)
    const rows = await db.selectFrom('subscribers').select('id').orderBy('id').execute()
    expect(rows.map((row) => row.id)).toEqual(ids.toSorted((a, b) => a - b))
  })
})
