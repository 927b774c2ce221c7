import type { Preferences } from '../subscribers/subscriber.ts'
import { type Db, type Trx, transact } from './db.ts'
import { fence, type Lease } from './lock.ts'

type Times = Pick<Preferences, 'cadence' | 'hour' | 'weekday' | 'monthday' | 'zone'> & { pausedUntil: number | null }

/**
 * Gives everybody who goes by the site's schedule the time that they have by a new one. Who is due already stays due.
 * @throws LeaseLost when somebody else has taken the lease over
 */
export async function rescheduleSite(
  db: Db,
  lease: Lease,
  { now, dueAt }: { now: number; dueAt: (times: Times) => number },
): Promise<void> {
  await transact(db, async (trx) => {
    await fence(trx, lease)
    const groups = await waiting(trx, now)
      .select(['cadence', 'hour', 'weekday', 'monthday', 'zone', 'paused_until as pausedUntil'])
      .distinct()
      .execute()
    for (const times of groups) {
      const { hour, weekday, monthday, zone, pausedUntil } = times
      await trx
        .updateTable('subscribers')
        .set({ due_at: dueAt(times) })
        .where('id', 'in', waiting(trx, now).select('id'))
        .where((eb) => eb.and({ hour, weekday, monthday, zone }))
        .where('paused_until', pausedUntil === null ? 'is' : '=', pausedUntil)
        .execute()
    }
  })
}

function waiting(trx: Trx, now: number) {
  return trx
    .selectFrom('subscribers')
    .where('cadence', '=', 'site')
    .where('state', '=', 'active')
    .where('due_at', '>', now)
}
