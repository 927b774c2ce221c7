import { sql } from 'kysely'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import { type Claimable, claimableIds } from './claimable.ts'
import { type Db, databaseNow, isPostgres, type Trx, transact } from './db.ts'
import { parkClaims, parkHeld } from './held-editions.ts'
import { type ClaimKey, cancelled, claimTable, isOurs, isUnheld, mayReceive, released, resends } from './ledger.ts'
import { readClaims } from './read-claims.ts'
import { idTable } from './rows.ts'
import { type Spent, spend } from './spending.ts'
import { countIntent } from './witness.ts'

const WHY = 'unsubscribed, suppressed or stopped'

export type Claim = Claimable & { owner: string; limit: number; leaseMs: number }

/**
 * Takes the deliveries that have been due for longest, for this owner alone until the lease ends on the database's
 * clock. One whose subscriber has ended in the meantime is cancelled instead, and one whose edition is held is parked. What
 * is being sent is never claimed.
 * @param claim `resendInDoubt`: also what was in doubt for long enough and was not sent again yet
 * @returns at most `limit`; none only when there is nothing to claim
 */
export async function claimDeliveries(db: Db, claim: Claim): Promise<ClaimedDelivery[]> {
  for (;;) {
    const { claimed, seen } = await transact(db, async (trx) => {
      const ids = await claimableIds(trx, claim, claim.limit)
      return { claimed: ids.length > 0 ? await claimAll(trx, ids, claim) : [], seen: ids.length }
    })
    if (claimed.length > 0 || seen === 0) return claimed
  }
}

async function claimAll(trx: Trx, ids: number[], { owner, now, leaseMs }: Claim): Promise<ClaimedDelivery[]> {
  const rows = await trx
    .updateTable('deliveries')
    .set({
      state: 'claimed',
      owner,
      epoch: sql<number>`deliveries.epoch + 1`,
      lease_until: sql<number>`${databaseNow(trx)} + ${leaseMs}`,
      changed_at: now,
    })
    .where('id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
    .where(mayReceive(now))
    .where(isUnheld())
    .returning('id')
    .execute()
  const taken = rows.map(({ id }) => id)
  const granted = new Set(taken)
  const refused = ids.filter((id) => !granted.has(id))
  if (refused.length > 0) {
    await cancelEnded(trx, refused, now)
    await parkHeld(trx, refused)
  }
  const claimed = new Map((await readClaims(trx, taken)).map((delivery) => [delivery.id, delivery]))
  return ids.flatMap((id) => claimed.get(id) ?? [])
}

/**
 * Keeps everything that this owner has claimed or is sending for longer. What is being written down at this moment gets its
 * lease by that, or needs none any more: to wait for it in another order than it is written in would be a deadlock.
 */
export async function renewClaims(db: Db, owner: string, leaseMs: number): Promise<void> {
  const mine = db.selectFrom('deliveries').select('id').where('owner', '=', owner)
  await db
    .updateTable('deliveries')
    .set({ lease_until: sql<number>`${databaseNow(db)} + ${leaseMs}` })
    .where('id', 'in', isPostgres(db) ? mine.forUpdate().skipLocked() : mine)
    .where('owner', '=', owner)
    .execute()
}

/** Gives back what this owner has claimed and not begun to send: it becomes what it was. */
export async function releaseClaims(db: Db, owner: string): Promise<void> {
  await db.updateTable('deliveries').set(released()).where('owner', '=', owner).where('state', '=', 'claimed').execute()
}

/** How intents are written down. */
export type Sending = {
  owner: string
  now: number
  leaseMs: number
  /** What else is written in the same transaction, before the intents. */
  along?: (trx: Trx) => Promise<unknown>
  /** Which of the claims there is room for; the others stay claimed. */
  allow?: (trx: Trx) => Promise<readonly ClaimKey[]>
  /** What is counted as spent for those that may be sent. */
  spend?: (granted: ReadonlySet<number>) => Spent[]
  /** Called after the commit. */
  committed?: (commit: Committed) => void
}

/**
 * `intents`: how many times this store has let messages go, null when it let none go now. `held`: the editions
 * of the claims that were given back, because a person has to look at them.
 */
export type Committed = { intents: number | null; held: ReadonlySet<number> }

/**
 * Writes down, before a message's final dot, that it is about to be sent. A claim whose subscriber has ended or whose
 * edition was stopped is cancelled, one whose edition is held is parked, and one that is no longer this owner's stays as
 * it is.
 * @returns the ids that may be sent, and no others may
 */
export async function markSending(db: Db, sending: Sending, claims: readonly ClaimKey[]): Promise<Set<number>> {
  if (claims.length === 0) return new Set()
  const { ids, commit } = await transact(db, async (trx) => {
    await sending.along?.(trx)
    await shareEditions(trx, claims)
    const allowed = sending.allow ? await sending.allow(trx) : claims
    const granted = await grant(trx, sending, allowed)
    const ids = new Set(granted.map(({ id }) => id))
    const held = ids.size < allowed.length ? await refuse(trx, sending, allowed) : new Set<number>()
    const intents = ids.size > 0 ? await account(trx, sending, ids) : null
    return { ids, commit: { intents, held } }
  })
  sending.committed?.(commit)
  return ids
}

async function grant(trx: Trx, { owner, now, leaseMs }: Sending, claims: readonly ClaimKey[]) {
  return trx
    .updateTable('deliveries')
    .from(claimTable(trx, claims))
    .set({
      state: 'sending',
      attempts: sql<number>`deliveries.attempts + 1`,
      resends: resends(),
      lease_until: sql<number>`${databaseNow(trx)} + ${leaseMs}`,
      next_at: null,
      hold_until: null,
      changed_at: now,
    })
    .where(isOurs(owner))
    .where('deliveries.state', '=', 'claimed')
    .where(mayReceive(now))
    .where(isUnheld())
    .where(
      sql<boolean>`exists (select 1 from editions where editions.id = deliveries.edition_id and editions.state = 'open')`,
    )
    .returning('deliveries.id')
    .execute()
}

/** Counts what is let go, for limits and budgets, and for the witness. */
async function account(trx: Trx, { spend: spentFor }: Sending, granted: ReadonlySet<number>): Promise<number> {
  await spend(trx, spentFor?.(granted) ?? [])
  return countIntent(trx)
}

/** Keeps an edition from being stopped between the look at its state and the commit. */
async function shareEditions(trx: Trx, claims: readonly ClaimKey[]): Promise<void> {
  if (!isPostgres(trx)) return
  const claimed = trx.selectFrom(claimTable(trx, claims)).select('v.id')
  const editions = trx.selectFrom('deliveries').select('edition_id').where('id', 'in', claimed)
  await trx.selectFrom('editions').select('id').where('id', 'in', editions).orderBy('id').forShare().execute()
}

/** What is still only claimed was not granted. */
async function refuse(trx: Trx, { owner, now }: Sending, claims: readonly ClaimKey[]): Promise<Set<number>> {
  const held = await parkClaims(trx, owner, claims)
  await trx
    .updateTable('deliveries')
    .from(claimTable(trx, claims))
    .set(cancelled(WHY, now))
    .where(isOurs(owner))
    .where('deliveries.state', '=', 'claimed')
    .execute()
  return held
}

async function cancelEnded(trx: Trx, ids: number[], now: number): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set(cancelled(WHY, now))
    .where('id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
    .where((eb) => eb.not(mayReceive(now)))
    .execute()
}
