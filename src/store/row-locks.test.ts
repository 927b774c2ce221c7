import { describe, expect, it } from 'vitest'
import { NOW, planFor } from '../../test/support/ledger.ts'
import { freshPlace, openAt } from '../../test/support/stores.ts'
import { claimDeliveries, renewClaims } from './claims.ts'
import type { Db, Trx } from './db.ts'

const CLAIM = { owner: 'worker', now: NOW, limit: 10, leaseMs: 60_000, resendInDoubt: true }

/** Two programs at one ledger, with deliveries for these. */
async function two(...names: string[]) {
  const place = await freshPlace('postgres')
  const [mine, theirs] = [(await openAt(place)).db, (await openAt(place)).db]
  const { editionId } = await planFor(mine, ...names)
  return { mine, theirs, editionId }
}

function firstOf(db: Db) {
  return db.selectFrom('deliveries').select(['id', 'lease_until as until']).orderBy('id').limit(1)
}

/** What somebody does while another one is about to write to the first delivery. */
async function whileLocked(db: Db, act: (trx: Trx) => Promise<void>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await firstOf(trx).forUpdate().execute()
    await act(trx)
  })
}

describe('a row that somebody writes to, in postgres', () => {
  it('is left to them by whoever renews its claim, who renews the others', async () => {
    const { mine, theirs } = await two('ada', 'bob')
    await claimDeliveries(mine, CLAIM)
    const before = await firstOf(mine).executeTakeFirstOrThrow()
    await whileLocked(mine, () => renewClaims(theirs, CLAIM.owner, 9 * 60_000))
    const rows = await mine.selectFrom('deliveries').select('lease_until as until').orderBy('id').execute()
    expect(rows[0]?.until).toBe(before.until)
    expect(rows[1]?.until).toBeGreaterThan((before.until ?? 0) + 7 * 60_000)
  })

  it('is left to them by whoever parks what is held', async () => {
    const { mine, theirs, editionId } = await two('ada', 'bob', 'cy')
    await mine.updateTable('editions').set({ held_at: NOW, held_why: 'large' }).where('id', '=', editionId).execute()
    await whileLocked(mine, async () => {
      expect(await claimDeliveries(theirs, { ...CLAIM, limit: 1 })).toEqual([])
    })
    const parked = async () =>
      (await mine.selectFrom('deliveries').select('parked').orderBy('id').execute()).flatMap(Object.values)
    expect(await parked()).toEqual([0, 1, 1])
    expect(await claimDeliveries(theirs, CLAIM)).toEqual([])
    expect(await parked()).toEqual([1, 1, 1])
  })
})
