import { announce, NOW, planFor, planForAll } from '../../test/support/ledger.ts'
import type { MailReport } from '../deliveries/report.ts'
import type { Db } from './db.ts'
import { findSubscriberByKey } from './subscribers.ts'

export const DAY = 86_400_000
export const ADA = 'ada@example.org'

export function report(changes: Partial<MailReport>): MailReport {
  const bounce = { kind: 'bounced', status: '5.1.1', detail: 'no such user', source: 'inbound' } as const
  return { ...bounce, about: { deliveryId: 1 }, sourceKey: '1', at: NOW, ...changes }
}

/** A delivery to each that the server took. */
export async function accepted(db: Db, ...names: string[]) {
  const planned = await planFor(db, ...names)
  await db.updateTable('deliveries').set({ state: 'accepted', changed_at: NOW }).execute()
  const rows = await db.selectFrom('deliveries').select(['id', 'subscriber_id']).orderBy('id').execute()
  return {
    ...planned,
    deliveries: planned.subscribers.map(({ id }) => rows.find((row) => row.subscriber_id === id)!.id),
  }
}

/** One more edition to everybody, taken by the server so many days after the first. */
export async function acceptAnother(db: Db, planned: Awaited<ReturnType<typeof planFor>>, day: number) {
  const posts = await announce(db, planned.lease, `day-${day}`)
  await db.updateTable('subscribers').set({ due_at: NOW }).execute()
  const editionId = await planForAll(db, planned.lease, `day-${day}`, posts)
  const at = NOW + day * DAY
  const sent = { state: 'accepted', planned_at: at, changed_at: at } as const
  await db.updateTable('deliveries').set(sent).where('edition_id', '=', editionId).execute()
  const { id } = await db
    .selectFrom('deliveries')
    .select('id')
    .where('edition_id', '=', editionId)
    .executeTakeFirstOrThrow()
  return id
}

export const stateOf = async (db: Db, key = ADA) => (await findSubscriberByKey(db, key))?.state
export const rowsOf = (db: Db) => db.selectFrom('reports').selectAll().orderBy('id').execute()
export const suppressionsOf = (db: Db) =>
  db.selectFrom('suppressions').select(['address_key', 'reason', 'detail']).execute()
