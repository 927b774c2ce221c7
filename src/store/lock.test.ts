import { describe, expect, it } from 'vitest'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { type Db, transact } from './db.ts'
import { LeaseLost } from './errors.ts'
import { acquireLease, fence, holderOf, type Lease, leaseEpoch, releaseLease, renewLease } from './lock.ts'

const MINUTE = 60_000

async function acquired(db: Db, owner: string, ttlMs: number): Promise<Lease> {
  const lease = await acquireLease(db, 'publish', owner, ttlMs)
  expect(lease).not.toBeNull()
  return lease as Lease
}

describe.each(KINDS)('a lease in %s', (kind) => {
  it('is given to one at a time', async () => {
    const { db } = await freshStore(kind)
    expect(await acquireLease(db, 'publish', 'one', MINUTE)).toEqual({ name: 'publish', owner: 'one', epoch: 1 })
    expect(await acquireLease(db, 'publish', 'two', MINUTE)).toBeNull()
  })

  it('is not given to its own holder a second time', async () => {
    const { db } = await freshStore(kind)
    await acquired(db, 'one', MINUTE)
    expect(await acquireLease(db, 'publish', 'one', MINUTE)).toBeNull()
  })

  it('counts its epoch up when somebody takes it over after its end', async () => {
    const { db } = await freshStore(kind)
    await acquired(db, 'one', 0)
    expect(await acquired(db, 'two', MINUTE)).toEqual({ name: 'publish', owner: 'two', epoch: 2 })
  })

  it('never has an epoch again, even after it was given back', async () => {
    const { db } = await freshStore(kind)
    await releaseLease(db, await acquired(db, 'one', MINUTE))
    expect((await acquired(db, 'one', MINUTE)).epoch).toBe(2)
  })

  it('is free when it ends later than any lease can, because the clock was set back', async () => {
    const { db } = await freshStore(kind)
    await acquired(db, 'one', 120 * MINUTE)
    expect((await acquired(db, 'two', MINUTE)).epoch).toBe(2)
  })

  it('tells its epoch before and after it was first held', async () => {
    const { db } = await freshStore(kind)
    expect(await leaseEpoch(db, 'publish')).toBe(0)
    await releaseLease(db, await acquired(db, 'one', MINUTE))
    expect(await leaseEpoch(db, 'publish')).toBe(1)
  })

  it('names its holder while it lasts', async () => {
    const { db } = await freshStore(kind)
    const lease = await acquired(db, 'one', MINUTE)
    expect((await holderOf(db, 'publish'))?.owner).toBe('one')
    await releaseLease(db, lease)
    expect(await holderOf(db, 'publish')).toBeNull()
  })

  it('can be renewed after its end as long as nobody took it', async () => {
    const { db } = await freshStore(kind)
    const lease = await acquired(db, 'one', 0)
    expect(await renewLease(db, lease, MINUTE)).toBe(true)
    expect(await acquireLease(db, 'publish', 'two', MINUTE)).toBeNull()
  })

  it('can neither be renewed nor given back by who lost it', async () => {
    const { db } = await freshStore(kind)
    const stale = await acquired(db, 'one', 0)
    await acquired(db, 'two', MINUTE)
    expect(await renewLease(db, stale, MINUTE)).toBe(false)
    await releaseLease(db, stale)
    expect((await holderOf(db, 'publish'))?.owner).toBe('two')
  })

  it('fences off a transaction of who lost it', async () => {
    const { db } = await freshStore(kind)
    const stale = await acquired(db, 'one', 0)
    const current = await acquired(db, 'two', MINUTE)
    await transact(db, (trx) => fence(trx, current))
    await expect(transact(db, (trx) => fence(trx, stale))).rejects.toThrow(LeaseLost)
  })

  it('fences off who gave it back', async () => {
    const { db } = await freshStore(kind)
    const lease = await acquired(db, 'one', MINUTE)
    await releaseLease(db, lease)
    await expect(transact(db, (trx) => fence(trx, lease))).rejects.toThrow(LeaseLost)
  })

  it('goes to one of four processes that ask at once', async () => {
    const winners = await race<string>('lease', await freshPlace(kind), 4)
    expect(winners.flat()).toHaveLength(1)
  })
})

it('cannot be taken over while a fenced transaction is under way', async () => {
  const place = await freshPlace('postgres')
  const [mine, theirs] = [await openAt(place), await openAt(place)]
  const lease = await acquired(mine.db, 'one', 0)
  const order: string[] = []
  let thief: Promise<void> = Promise.resolve()
  await transact(mine.db, async (trx) => {
    await fence(trx, lease)
    thief = acquireLease(theirs.db, 'publish', 'two', MINUTE).then(() => void order.push('taken'))
    await holderOf(theirs.db, 'publish')
    await trx.insertInto('settings').values({ key: 'a', value: 'b' }).execute()
    order.push('written')
  })
  await thief
  expect(order).toEqual(['written', 'taken'])
})
