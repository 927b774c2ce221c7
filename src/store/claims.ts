import { sql } from 'kysely'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import { type Claimable, claimableIds } from './claimable.ts'
import { type Db, databaseNow, isPostgres, type Trx, transact } from './db.ts'
import { type ClaimKey, cancelled, claimTable, isOurs, mayReceive, released, resends } from './ledger.ts'
import { idTable } from './rows.ts'

const WHY = 'unsubscribed, suppressed or stopped'

export type Claim = Claimable & { owner: string; limit: number; leaseMs: number }

/**
 * Takes the deliveries that have been due for longest, for this owner alone until the lease ends on the database's
 * clock. One whose subscriber has ended in the meantime is cancelled instead. What is being sent is never claimed.
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
    .returning('id')
    .execute()
  const taken = rows.map(({ id }) => id)
  const granted = new Set(taken)
  const ended = ids.filter((id) => !granted.has(id))
  if (ended.length > 0) await cancelDeliveries(trx, ended, now)
  const claimed = new Map((await readClaims(trx, taken)).map((delivery) => [delivery.id, delivery]))
  return ids.flatMap((id) => claimed.get(id) ?? [])
}

async function readClaims(trx: Trx, ids: number[]): Promise<ClaimedDelivery[]> {
  const rows = await trx
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'edition_id as editionId', 'kind', 'subscriber_id as subscriberId', 'address', 'name'])
    .select(['cadence', 'hour', 'weekday', 'monthday', 'zone', 'token_epoch as tokenEpoch'])
    .select([sql<number>`deliveries.attempts + 1`.as('attempt'), 'epoch', 'planned_at as plannedAt'])
    .where('deliveries.id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
    .execute()
  const consents = await readOpenConsents(trx, rows)
  return rows.map((row) => withConsent(row, consents))
}

type Claimed = Omit<ClaimedDelivery, 'consent'>

type OpenConsent = { id: number; subscriberId: number; kind: 'subscribe' | 'address'; nonce: string; address: string }

/** What the mail among these asks to confirm; the latest of a subscriber comes last. */
async function readOpenConsents(trx: Trx, rows: Claimed[]): Promise<OpenConsent[]> {
  const asking = rows.filter(({ kind }) => kind === 'confirmation' || kind === 'address')
  if (asking.length === 0) return []
  return trx
    .selectFrom('consents')
    .select(['id', 'subscriber_id as subscriberId', 'kind', 'nonce', 'address'])
    .where(
      'subscriber_id',
      'in',
      asking.map(({ subscriberId }) => subscriberId),
    )
    .where('confirmed_at', 'is', null)
    .orderBy('id')
    .execute()
}

/** A new address is written to where it is, not where it was. */
function withConsent(row: Claimed, consents: OpenConsent[]): ClaimedDelivery {
  if (row.kind === 'digest' || row.kind === 'welcome') return { ...row, consent: null }
  const wanted = row.kind === 'address' ? 'address' : 'subscribe'
  const open = consents.findLast(({ subscriberId, kind }) => subscriberId === row.subscriberId && kind === wanted)
  const consent = open ? { id: open.id, nonce: open.nonce } : null
  return { ...row, consent, ...(row.kind === 'address' && open && { address: open.address }) }
}

/** Keeps everything that this owner has claimed or is sending for longer. */
export async function renewClaims(db: Db, owner: string, leaseMs: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ lease_until: sql<number>`${databaseNow(db)} + ${leaseMs}` })
    .where('owner', '=', owner)
    .execute()
}

/** Gives back what this owner has claimed and not begun to send: it becomes what it was. */
export async function releaseClaims(db: Db, owner: string): Promise<void> {
  await db.updateTable('deliveries').set(released()).where('owner', '=', owner).where('state', '=', 'claimed').execute()
}

/**
 * Writes down, before a message's final dot, that it is about to be sent. A claim whose subscriber has ended or whose
 * edition was stopped is cancelled, and one that is no longer this owner's stays as it is.
 * @returns the ids that may be sent, and no others may
 */
export async function markSending(
  db: Db,
  { owner, now, leaseMs }: { owner: string; now: number; leaseMs: number },
  claims: readonly ClaimKey[],
): Promise<Set<number>> {
  if (claims.length === 0) return new Set()
  return transact(db, async (trx) => {
    await shareEditions(trx, claims)
    const granted = await trx
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
      .where(
        sql<boolean>`exists (select 1 from editions where editions.id = deliveries.edition_id and editions.state = 'open')`,
      )
      .returning('deliveries.id')
      .execute()
    const ids = new Set(granted.map(({ id }) => id))
    if (ids.size < claims.length) await cancelRefused(trx, owner, claims, now)
    return ids
  })
}

/** Keeps an edition from being stopped between the look at its state and the commit. */
async function shareEditions(trx: Trx, claims: readonly ClaimKey[]): Promise<void> {
  if (!isPostgres(trx)) return
  const claimed = trx.selectFrom(claimTable(trx, claims)).select('v.id')
  const editions = trx.selectFrom('deliveries').select('edition_id').where('id', 'in', claimed)
  await trx.selectFrom('editions').select('id').where('id', 'in', editions).orderBy('id').forShare().execute()
}

/** What is still only claimed was not granted. */
async function cancelRefused(trx: Trx, owner: string, claims: readonly ClaimKey[], now: number): Promise<void> {
  await trx
    .updateTable('deliveries')
    .from(claimTable(trx, claims))
    .set(cancelled(WHY, now))
    .where(isOurs(owner))
    .where('deliveries.state', '=', 'claimed')
    .execute()
}

async function cancelDeliveries(trx: Trx, ids: number[], now: number): Promise<void> {
  await trx
    .updateTable('deliveries')
    .set(cancelled(WHY, now))
    .where('id', 'in', trx.selectFrom(idTable(trx, ids)).select('v.id'))
    .execute()
}
