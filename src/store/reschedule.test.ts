import { describe, expect, it } from 'vitest'
import { NOW, newSubscriber, subscribe, takeLease } from '../../test/support/ledger.ts'
import { freshStore, KINDS } from '../../test/support/stores.ts'
import { LeaseLost } from './errors.ts'
import { acquireLease } from './lock.ts'
import { rescheduleSite } from './reschedule.ts'

const LATER = NOW + 86_400_000
const site = (zone: string, dueAt = LATER) => ({
  preferences: { ...newSubscriber('x').preferences, cadence: 'site' as const, zone },
  dueAt,
})

describe.each(KINDS)('a new schedule of the site in %s', (kind) => {
  it('moves who goes by it and is not due yet, each in their zone, after their pause', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'berlin', site('Europe/Berlin'))
    await subscribe(db, 'tokyo', site('Asia/Tokyo'))
    const paused = await subscribe(db, 'paused', site('Asia/Tokyo'))
    await db.updateTable('subscribers').set({ paused_until: LATER }).where('id', '=', paused.id).execute()
    await subscribe(db, 'due', site('Asia/Tokyo', NOW))
    await subscribe(db, 'weekly', { dueAt: LATER })
    await subscribe(db, 'pending', { ...site('Asia/Tokyo'), state: 'pending' })
    await rescheduleSite(db, await takeLease(db), {
      now: NOW,
      dueAt: ({ zone, pausedUntil }) => (pausedUntil ?? NOW) + zone.length,
    })
    const rows = await db.selectFrom('subscribers').select(['address', 'due_at']).orderBy('id').execute()
    expect(rows.map(({ address, due_at }) => [address.split('@')[0], due_at])).toEqual([
      ['berlin', NOW + 13],
      ['tokyo', NOW + 10],
      ['paused', LATER + 10],
      ['due', NOW],
      ['weekly', LATER],
      ['pending', LATER],
    ])
  })

  it('moves nobody under a lease that somebody has taken over', async () => {
    const { db } = await freshStore(kind)
    await subscribe(db, 'berlin', site('Europe/Berlin'))
    const stale = await acquireLease(db, 'publish', 'one', 0)
    await takeLease(db, 'two')
    await expect(rescheduleSite(db, stale!, { now: NOW, dueAt: () => 1 })).rejects.toThrow(LeaseLost)
    expect(await db.selectFrom('subscribers').select('due_at').execute()).toEqual([{ due_at: LATER }])
  })
})
