import { type SelectQueryBuilder, sql } from 'kysely'
import type { Lane } from '../deliveries/delivery.ts'
import { type Db, isPostgres } from './db.ts'
import type { Schema } from './schema.ts'

/** `resendInDoubt`: the site sends once more what may have been lost. */
export type Claimable = { now: number; resendInDoubt: boolean; lane?: Lane }

export const LANES: Record<Lane, number> = { digests: 0, urgent: 1 }

type Query = SelectQueryBuilder<Schema, 'deliveries', { id: number; since: number | null }>

/** The deliveries that may be claimed and have been due for longest, locked where the database locks rows. */
export async function claimableIds(db: Db, when: Claimable, limit: number): Promise<number[]> {
  const due: { id: number; since: number | null }[] = []
  for (const query of claimable(db, when)) {
    due.push(
      ...(await query
        .limit(limit)
        .$if(isPostgres(db), (rows) => rows.forUpdate().skipLocked())
        .execute()),
    )
  }
  due.sort((a, b) => (a.since ?? 0) - (b.since ?? 0) || a.id - b.id)
  return due.slice(0, limit).map(({ id }) => id)
}

/** What is ready, deferred and in doubt, each with an index whose condition has to stand in the query word for word. */
export function claimable(db: Db, { now, resendInDoubt, lane = 'digests' }: Claimable): Query[] {
  const rows = db.selectFrom('deliveries').where('lane', '=', LANES[lane]).where('parked', '=', 0)
  const ready = rows
    .select(['id', 'planned_at as since'])
    .where('state', '=', sql.lit('ready'))
    .orderBy('planned_at')
    .orderBy('id')
  const deferred = rows
    .select(['id', 'next_at as since'])
    .where('state', '=', sql.lit('deferred'))
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .orderBy('id')
  const held = rows
    .select(['id', 'hold_until as since'])
    .where('state', '=', sql.lit('in_doubt'))
    .where('hold_until', '<=', now)
    .where('resends', '=', 0)
    .orderBy('hold_until')
    .orderBy('id')
  return resendInDoubt ? [ready, deferred, held] : [ready, deferred]
}
