import { sql } from 'kysely'
import { keepAttempts } from './attempts.ts'
import { type Db, type Trx, transact } from './db.ts'
import { type Ending, endSubscribers } from './endings.ts'
import { countEnded, pauseIfUnwell } from './holds.ts'
import { type ClaimKey, isOurs, resends } from './ledger.ts'
import { endOutOfReach } from './reports-rule.ts'
import { tableOf } from './rows.ts'

/** What became of one attempt. `countsAttempt` is false when no recipient was tried. */
export type Settled = ClaimKey & {
  state: 'accepted' | 'deferred' | 'bounced' | 'in_doubt' | 'ready'
  reply: string | null
  /** For `deferred`, in milliseconds. */
  nextAt?: number | null
  /** For `in_doubt`: when it may be sent once more; null for never. */
  holdUntil?: number | null
  /** The address itself is at fault: it gets no more mail. */
  suppress?: boolean
  countsAttempt: boolean
  /** Deferred by ourselves: nobody was asked, and there is no answer to keep. */
  isPutOff?: boolean
}

/**
 * Writes down what became of deliveries that this owner holds, and pauses an edition of which too many bounce. Writing the
 * same again changes nothing; what a stale owner writes, whose claim was taken over, changes nothing either.
 * @returns the ids that were refused as stale
 */
export async function recordOutcomes(
  db: Db,
  owner: string,
  settled: readonly Settled[],
  now: number,
): Promise<number[]> {
  if (settled.length === 0) return []
  return transact(db, async (trx) => {
    const rows = await trx
      .updateTable('deliveries')
      .from(settledTable(trx, settled))
      .set({
        state: sql`v.state`,
        attempts: sql<number>`deliveries.attempts + v.counts - (case when deliveries.state = 'sending' then 1 else 0 end)`,
        resends: resends(),
        reply: sql<string | null>`v.reply`,
        next_at: sql<number | null>`case when v.state = 'deferred' then coalesce(v.next_at, ${now}) end`,
        hold_until: sql<number | null>`case when v.state = 'in_doubt' and ${resends()} = 0 then v.hold_until end`,
        owner: null,
        lease_until: null,
        changed_at: now,
      })
      .where(isOurs(owner))
      .returning(['deliveries.id', 'deliveries.epoch', 'attempts as attempt', 'deliveries.state', 'deliveries.reply'])
      .returning(['subscriber_id as subscriberId', 'edition_id as editionId'])
      .execute()
    const putOff = new Set(settled.filter(({ isPutOff }) => isPutOff).map(({ id }) => id))
    await keepAttempts(
      trx,
      rows.filter(({ id }) => !putOff.has(id)),
      now,
    )
    await endBounced(trx, rows, settled, now)
    const bounced = rows.filter(({ state }) => state === 'bounced')
    await endOutOfReach(trx, bounced, now)
    await countEnded(trx, rows)
    for (const id of editionsOf(bounced)) await pauseIfUnwell(trx, id, now)
    const written = new Set(rows.map(({ id }) => id))
    const missing = settled.filter(({ id }) => !written.has(id))
    return missing.length > 0 ? staleAmong(trx, missing) : []
  })
}

function editionsOf(rows: { editionId: number }[]): number[] {
  return [...new Set(rows.map(({ editionId }) => editionId))].sort((a, b) => a - b)
}

async function endBounced(
  trx: Trx,
  rows: { id: number; subscriberId: number }[],
  settled: readonly Settled[],
  now: number,
): Promise<void> {
  const subscribers = new Map(rows.map(({ id, subscriberId }) => [id, subscriberId]))
  const endings = settled.flatMap(({ id, suppress, reply }): Ending[] => {
    const subscriber = subscribers.get(id)
    return suppress && subscriber !== undefined ? [{ id: subscriber, detail: reply ?? '' }] : []
  })
  if (endings.length > 0) await endSubscribers(trx, 'bounced', endings, now)
}

/** What was written before stands with the same epoch and the same state, and belongs to nobody. */
async function staleAmong(trx: Trx, settled: Settled[]): Promise<number[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .innerJoin(settledTable(trx, settled), 'v.id', 'deliveries.id')
    .select('deliveries.id')
    .whereRef('deliveries.epoch', '=', 'v.epoch')
    .whereRef('deliveries.state', '=', 'v.state')
    .where('owner', 'is', null)
    .execute()
  const before = new Set(rows.map(({ id }) => id))
  return settled.map(({ id }) => id).filter((id) => !before.has(id))
}

function settledTable(trx: Trx, settled: readonly Settled[]) {
  const rows = settled.map(({ id, epoch, state, reply, nextAt = null, holdUntil = null, countsAttempt }) => {
    return { id, epoch, state, reply, next_at: nextAt, hold_until: holdUntil, counts: countsAttempt ? 1 : 0 }
  })
  const columns = { id: 'integer', epoch: 'integer', state: 'text', reply: 'text' } as const
  return tableOf(trx, { ...columns, next_at: 'integer', hold_until: 'integer', counts: 'integer' }, rows)
}
