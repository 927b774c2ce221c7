import { describe, expect, it } from 'vitest'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { reserveTurns } from './paces.ts'

const MINUTE = 60_000

describe.each(KINDS)('turns in %s', (kind) => {
  it('lie an interval apart, whichever process takes them', async () => {
    const place = await freshPlace(kind)
    const [one, other] = [await openAt(place), await openAt(place)]
    expect(await reserveTurns(one.db, 'all', MINUTE, 1)).toBe(0)
    const second = await reserveTurns(other.db, 'all', MINUTE, 10)
    const last = await reserveTurns(one.db, 'all', MINUTE, 1)
    expect([Math.ceil(second / MINUTE), Math.ceil(last / MINUTE)]).toEqual([1, 11])
  })

  it('of one name do not hold up those of another', async () => {
    const { db } = await freshStore(kind)
    await reserveTurns(db, 'all', MINUTE, 10)
    expect(await reserveTurns(db, 'domain:readers.example', MINUTE, 1)).toBe(0)
  })

  it('are not saved up while nobody takes them', async () => {
    const { db } = await freshStore(kind)
    await db.insertInto('paces').values({ name: 'all', free_at: 1 }).execute()
    expect(await reserveTurns(db, 'all', MINUTE, 1)).toBe(0)
    expect(await reserveTurns(db, 'all', MINUTE, 1)).toBeGreaterThan(MINUTE / 2)
  })

  it('begin anew when they were given before the clock was set back', async () => {
    const { db } = await freshStore(kind)
    await db
      .insertInto('paces')
      .values({ name: 'all', free_at: Number.MAX_SAFE_INTEGER - 1000 })
      .execute()
    expect(await reserveTurns(db, 'all', 100, 1)).toBe(0)
  })
})
