import { sql } from 'kysely'
import type { DeliverySums } from '../deliveries/delivery.ts'
import type { InDoubtPolicy } from '../deliveries/retry.ts'
import { keepAttempts } from './attempts.ts'
import { type Claimable, claimable } from './claimable.ts'
import { type Db, databaseNow, transact } from './db.ts'
import { mayReceive, released } from './ledger.ts'
import { isGivenUp } from './settle-deliveries.ts'

const UNREAD = 'The sender stopped before it had read the answer.'
/** No lease is this long: one that is was given before the clock was set back. */
const LONGEST_LEASE_MS = 300_000
/** More than anybody reads; the sums tell how many there are. */
const LISTED = 1000

/**
 * Takes what was left by owners whose leases have ended: claims become what they were; what was being sent is in doubt,
 * and waits for `holdMs` before it may be sent once more; with null, and where it was sent twice already, for a person.
 */
export async function recoverDeliveries(
  db: Db,
  { now, holdMs }: { now: number; holdMs: number | null },
): Promise<{ released: number; inDoubt: number }> {
  return transact(db, async (trx) => {
    const left = trx
      .updateTable('deliveries')
      .where('owner', 'is not', null)
      .where((eb) => {
        const now = databaseNow(trx)
        return eb.or([eb('lease_until', '<=', now), eb('lease_until', '>', sql<number>`${now} + ${LONGEST_LEASE_MS}`)])
      })
    const claims = await left.set(released()).where('state', '=', 'claimed').executeTakeFirst()
    const sent = await left
      .set({
        state: 'in_doubt',
        epoch: sql<number>`deliveries.epoch + 1`,
        owner: null,
        lease_until: null,
        hold_until:
          holdMs === null ? null : sql<number | null>`case when resends = 0 then cast(${now + holdMs} as bigint) end`,
        reply: UNREAD,
        changed_at: now,
      })
      .where('state', '=', 'sending')
      .returning(['id', 'attempts as attempt', 'state', 'reply', sql<number>`deliveries.epoch - 1`.as('epoch')])
      .execute()
    await keepAttempts(trx, sent, now)
    return { released: Number(claims.numUpdatedRows), inDoubt: sent.length }
  })
}

/** Milliseconds after which all that is claimed or being sent now has run out, unless its owner renews it; null for nothing. */
export async function claimsEndIn(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('deliveries')
    .select(sql<number | null>`max(lease_until) - ${databaseNow(db)}`.as('left'))
    .where('owner', 'is not', null)
    .executeTakeFirst()
  return row?.left == null ? null : Math.max(0, row.left)
}

/** True when there is something to claim. */
export async function hasDeliverable(db: Db, when: Claimable): Promise<boolean> {
  for (const query of claimable(db, when)) {
    if (await query.limit(1).executeTakeFirst()) return true
  }
  return false
}

/** When the next deferred delivery, or one in doubt that is to be sent again, is due, in milliseconds. */
export async function nextDelivery(db: Db, when: Omit<Claimable, 'now'>): Promise<number | null> {
  const times: number[] = []
  for (const query of claimable(db, { now: Number.MAX_SAFE_INTEGER, ...when }).slice(1)) {
    const row = await query.limit(1).executeTakeFirst()
    if (row?.since) times.push(row.since)
  }
  return times.length > 0 ? Math.min(...times) : null
}

/** Numbers of deliveries by what became of them, of these editions or of all; what was cancelled is in none of them. */
export async function deliverySums(db: Db, editionIds?: number[]): Promise<DeliverySums> {
  const sums: DeliverySums = { accepted: 0, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 }
  if (editionIds?.length === 0) return sums
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('state', '<>', 'cancelled')
    .$if(editionIds !== undefined, (query) => query.where('edition_id', 'in', editionIds as number[]))
    .groupBy('state')
    .execute()
  for (const { state, count } of rows) {
    switch (state) {
      case 'accepted':
      case 'deferred':
      case 'bounced':
        sums[state] += count
        break
      case 'in_doubt':
        sums.inDoubt += count
        break
      case 'ready':
      case 'claimed':
      case 'sending':
        sums.queued += count
        break
      case 'cancelled':
        break
      default:
        state satisfies never
    }
  }
  return sums
}

/** A delivery that a person should know of. `resendAt` is when one in doubt is sent once more by itself, if ever. */
export type PersonCase = {
  id: number
  editionId: number
  subject: string
  address: string
  state: 'bounced' | 'in_doubt'
  reply: string | null
  changedAt: number
  resendAt: number | null
}

/**
 * What bounced or fell in doubt since a time, in milliseconds, and what has been in doubt for longer, unless nothing more is to
 * happen to that by the rule of the site, or because its reader gets no mail now; the latest 1000, oldest first.
 */
export async function needsPerson(
  db: Db,
  { sinceMs, policy, now }: { sinceMs: number; policy: InDoubtPolicy; now: number },
): Promise<PersonCase[]> {
  // Two questions, each with an index: with one, every bounce there ever was would be looked at.
  const fresh = await personCases(db)
    // The index wants the states in these words.
    .where(sql<boolean>`deliveries.state in ('bounced', 'in_doubt')`)
    .where(sql<boolean>`(deliveries.state = 'bounced' or ${mayReceive(now)})`)
    .where('changed_at', '>=', sinceMs)
    .execute()
  const older = personCases(db)
    .where('deliveries.state', '=', sql.lit('in_doubt'))
    .where('changed_at', '<', sinceMs)
    .where(mayReceive(now))
  const cases = [...fresh, ...(policy === 'never' ? [] : await older.execute())].slice(0, LISTED).reverse()
  return cases.map((one) => ({ ...one, resendAt: policy === 'resend' ? one.resendAt : null })) as PersonCase[]
}

function personCases(db: Db) {
  return db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'edition_id as editionId', 'subject', 'address', 'deliveries.state', 'reply'])
    .select(['changed_at as changedAt', 'hold_until as resendAt'])
    .where((eb) => eb.not(isGivenUp()))
    .orderBy('changed_at', 'desc')
    .orderBy('deliveries.id', 'desc')
    .limit(LISTED)
}
