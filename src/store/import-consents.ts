import { sql } from 'kysely'
import type { KeptConsent } from '../subscribers/csv-consents.ts'
import { isPostgres, type Trx } from './db.ts'
import { idTable, tableOf } from './rows.ts'

export type ImportedConsent = KeptConsent & { subscriberId: number }

/** Writes consents down. One that had an id keeps it, so that its link stays good, unless the id is another's here. */
export async function importConsents(trx: Trx, consents: ImportedConsent[]): Promise<void> {
  const withId = consents.filter(({ id }) => id !== undefined)
  const taken = withId.length > 0 ? await takenIds(trx, withId) : new Set<number>()
  const kept = withId.filter(({ id }) => !taken.has(id!) && taken.add(id!))
  const keeps = new Set(kept)
  await insert(trx, kept, true)
  if (kept.length > 0 && isPostgres(trx)) await countOn(trx)
  await insert(
    trx,
    consents.filter((consent) => !keeps.has(consent)),
    false,
  )
}

/** From here to the end of the transaction nobody else gives out ids in PostgreSQL; in SQLite nobody else writes. */
async function takenIds(trx: Trx, consents: ImportedConsent[]): Promise<Set<number>> {
  if (isPostgres(trx)) await sql`lock table consents in exclusive mode`.execute(trx)
  const ids = idTable(
    trx,
    consents.map(({ id }) => id!),
  )
  const rows = await trx
    .selectFrom('consents')
    .select('id')
    .where('id', 'in', trx.selectFrom(ids).select('v.id'))
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** PostgreSQL counts ids on by itself, whatever was inserted. */
async function countOn(trx: Trx): Promise<void> {
  await sql`select setval(ids, greatest(pg_sequence_last_value(ids), (select max(id) from consents)))
    from (select cast(pg_get_serial_sequence('consents', 'id') as regclass) as ids) s`.execute(trx)
}

const COLUMNS = {
  subscriber_id: 'integer',
  kind: 'text',
  address: 'text',
  address_key: 'text',
  source: 'text',
  client: 'text',
  wording: 'text',
  preferences: 'text',
  nonce: 'text',
  asked_at: 'integer',
  expires_at: 'integer',
  planned_at: 'integer',
  confirmed_at: 'integer',
  confirmed_from: 'text',
  welcomed_at: 'integer',
} as const

const WITH_ID = { id: 'integer', ...COLUMNS } as const

async function insert(trx: Trx, consents: ImportedConsent[], hasIds: boolean): Promise<void> {
  if (consents.length === 0) return
  const columns = hasIds ? WITH_ID : COLUMNS
  const names = sql.join(Object.keys(columns).map((name) => sql.id(name)))
  const rows = consents.map((consent) => ({ ...rowOf(consent), id: consent.id }))
  const table = tableOf<Record<keyof typeof WITH_ID, unknown>>(trx, columns as typeof WITH_ID, rows)
  const overriding = hasIds && isPostgres(trx) ? sql`overriding system value` : sql``
  await sql`insert into consents (${names}) ${overriding} select ${names} from ${table}`.execute(trx)
}

function rowOf(consent: ImportedConsent) {
  return {
    subscriber_id: consent.subscriberId,
    kind: consent.kind,
    address: consent.address,
    address_key: consent.addressKey,
    source: consent.source,
    client: consent.client,
    wording: consent.wording,
    preferences: consent.preferences && JSON.stringify(consent.preferences),
    nonce: consent.nonce,
    asked_at: consent.askedAt,
    expires_at: consent.expiresAt,
    planned_at: consent.plannedAt,
    confirmed_at: consent.confirmedAt,
    confirmed_from: consent.confirmedFrom,
    welcomed_at: consent.welcomedAt,
  }
}
