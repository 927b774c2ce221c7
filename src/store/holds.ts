import { sql } from 'kysely'
import { unwell } from '../digests/unwell.ts'
import type { Trx } from './db.ts'
import { spend, spent } from './spending.ts'

/** Counts what has come to its end, each delivery once: what a server took, and what one refused for good. */
export async function countEnded(trx: Trx, rows: readonly { editionId: number; state: string }[]): Promise<void> {
  const ended = rows.filter(({ state }) => state === 'accepted' || state === 'bounced')
  await spend(
    trx,
    ended.map(({ editionId, state }) => ({ name: `edition:${editionId}`, period: state, messages: 1 })),
  )
}

/**
 * Pauses a digest that goes wrong, with the reason, as long as somebody is still to get it: too much of what went out since it
 * began, or was last approved, has bounced or was complained about. What is on the wire ends as it does.
 */
export async function pauseIfUnwell(trx: Trx, editionId: number, now: number): Promise<void> {
  const edition = await trx
    .selectFrom('editions')
    .select(['kind', 'state', 'held_at', 'approved_at'])
    .where('id', '=', editionId)
    .executeTakeFirst()
  if (edition?.kind !== 'digest' || edition.state !== 'open' || edition.held_at !== null) return
  const name = `edition:${editionId}`
  const refused = await spent(trx, name, 'bounced')
  const reported = await reportsOf(trx, editionId, edition.approved_at ?? -1)
  const why = unwell({
    tried: (await spent(trx, name, 'accepted')) + refused,
    bounced: refused + reported.bounced,
    complained: reported.complained,
  })
  if (why === null || !(await isWaiting(trx, editionId))) return
  const hold = { held_at: now, held_why: why }
  await trx.updateTable('editions').set(hold).where('id', '=', editionId).where('held_at', 'is', null).execute()
}

/** Of how many messages that went out after a time something came back. */
async function reportsOf(trx: Trx, editionId: number, after: number): Promise<{ bounced: number; complained: number }> {
  const rows = await trx
    .selectFrom('reports')
    .innerJoin('deliveries', 'deliveries.id', 'reports.delivery_id')
    .select(['kind', sql<number>`count(distinct delivery_id)`.as('count')])
    .where('reports.edition_id', '=', editionId)
    .where('kind', 'in', ['bounced', 'complained'])
    .where('deliveries.state', 'in', ['accepted', 'in_doubt'])
    .where('changed_at', '>', after)
    .groupBy('kind')
    .execute()
  const counts = new Map(rows.map(({ kind, count }) => [kind, count]))
  return { bounced: counts.get('bounced') ?? 0, complained: counts.get('complained') ?? 0 }
}

async function isWaiting(trx: Trx, editionId: number): Promise<boolean> {
  const row = await trx
    .selectFrom('deliveries')
    .select('id')
    .where('edition_id', '=', editionId)
    .where('state', 'in', ['ready', 'claimed', 'deferred'])
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
