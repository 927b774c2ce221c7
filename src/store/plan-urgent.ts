import { sql } from 'kysely'
import { type Db, isPostgres, type Trx, transact } from './db.ts'
import { keepEditions, type NewEdition, type Owed, planDeliveries } from './plan-writes.ts'

/** Somebody to write to at once. `round` counts how often they were written to for this, so that each time is a delivery. */
export type UrgentCase = {
  consentId: number
  subscriberId: number
  kind: 'confirmation' | 'welcome' | 'address'
  /** Normalised: what the request is for. */
  addressKey: string
  round: number
}

/** Requests that were not mailed yet, the oldest first; however long they had to wait, they are not too old. */
export async function requestsToPlan(db: Db, limit: number): Promise<UrgentCase[]> {
  const rows = await consentCases(db)
    .where('planned_at', 'is', null)
    .where('confirmed_at', 'is', null)
    .orderBy('asked_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ kind, ...row }) => ({ ...row, kind: kind === 'address' ? 'address' : 'confirmation' }))
}

/** Somebody to welcome: `cursor` and `topics` say what they will get, `confirmedAt` since when. */
export type WelcomeCase = UrgentCase & { cursor: number; topics: string[] | null; confirmedAt: number }

/** Who has confirmed and was not welcomed yet. */
export async function welcomesToPlan(db: Db, limit: number): Promise<WelcomeCase[]> {
  const rows = await consentCases(db)
    .innerJoin('subscribers', 'subscribers.id', 'consents.subscriber_id')
    .select(['cursor', 'topics', 'consents.confirmed_at as confirmedAt'])
    .where('welcomed_at', 'is', null)
    .where('consents.confirmed_at', 'is not', null)
    .where('kind', '=', 'subscribe')
    .orderBy('consents.id')
    .limit(limit)
    .execute()
  return rows.map(({ topics, confirmedAt, ...row }) => ({
    ...row,
    kind: 'welcome',
    topics: topics === null ? null : JSON.parse(topics),
    confirmedAt: confirmedAt ?? 0,
  }))
}

function consentCases(db: Db) {
  return db
    .selectFrom('consents')
    .select(['consents.id as consentId', 'subscriber_id as subscriberId', 'kind', 'consents.address_key as addressKey'])
    .select(
      sql<number>`(select count(*) from consents earlier where earlier.subscriber_id = consents.subscriber_id
        and earlier.kind = consents.kind and earlier.id <= consents.id)`.as('round'),
    )
}

/** How many requests were mailed since a time, in milliseconds. */
export async function requestsMailedSince(db: Db, since: number): Promise<number> {
  const row = await db
    .selectFrom('consents')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('planned_at', '>=', since)
    .executeTakeFirstOrThrow()
  return row.count
}

/** What somebody is to get, and the request that it answers; without a letter there is nothing to be said. */
export type UrgentPlan = {
  consentId: number
  subscriberId: number
  letter: NewEdition | null
  /** A digest that goes along, by its id. */
  digest?: number | null
}

/** Requests are mailed, and can be confirmed for `lifeMs` from now on; or who has confirmed is welcomed. */
export type UrgentStep = { kind: 'requests'; lifeMs: number } | { kind: 'welcomes' }

/** Puts mail that goes out at once into the ledger, once for each request, whoever else plans at the same time. */
export async function planUrgent(db: Db, step: UrgentStep, plans: UrgentPlan[], now: number): Promise<void> {
  if (plans.length === 0) return
  await transact(db, async (trx) => {
    const fresh = await mark(trx, step, plans, now)
    const letters = fresh.flatMap(({ subscriberId, letter }) => (letter ? { subscriberId, letter } : []))
    const owed = await owedDigests(trx, fresh)
    if (letters.length > 0) {
      const editions = new Map(letters.map(({ letter }) => [letter.key, letter]))
      const ids = await keepEditions(trx, [...editions.values()])
      owed.push(
        ...letters.map(({ subscriberId, letter }) => ({
          edition_id: ids.get(letter.key)!,
          subscriber_id: subscriberId,
        })),
      )
    }
    if (owed.length > 0) await planDeliveries(trx, owed, now, 'urgent')
  })
}

/** A digest that was stopped in the meantime goes to nobody. */
async function owedDigests(trx: Trx, plans: UrgentPlan[]): Promise<Owed[]> {
  const wanted = plans.flatMap(({ subscriberId, digest }) =>
    digest == null ? [] : { edition_id: digest, subscriber_id: subscriberId },
  )
  if (wanted.length === 0) return []
  const rows = await trx
    .selectFrom('editions')
    .select('id')
    .where('id', 'in', [...new Set(wanted.map((row) => row.edition_id))])
    .where('state', '=', 'open')
    .$if(isPostgres(trx), (query) => query.forShare())
    .execute()
  const open = new Set(rows.map(({ id }) => id))
  return wanted.filter((row) => open.has(row.edition_id))
}

async function mark(trx: Trx, step: UrgentStep, plans: UrgentPlan[], now: number): Promise<UrgentPlan[]> {
  const ids = plans.map(({ consentId }) => consentId)
  const column = step.kind === 'requests' ? 'planned_at' : 'welcomed_at'
  const rows = await trx
    .updateTable('consents')
    .set({ [column]: now, ...(step.kind === 'requests' && { expires_at: now + step.lifeMs }) })
    .where('id', 'in', ids)
    .where(column, 'is', null)
    .returning('id')
    .execute()
  const marked = new Set(rows.map(({ id }) => id))
  return plans.filter(({ consentId }) => marked.has(consentId))
}
