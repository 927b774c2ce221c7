import { sql } from 'kysely'
import type { Lane } from '../deliveries/delivery.ts'
import type { Edition } from '../digests/edition.ts'
import { LANES } from './claimable.ts'
import { isPostgres, type Trx } from './db.ts'
import { tableOf } from './rows.ts'

/** An edition as it is planned; its key decides whether the store has it already. */
export type NewEdition = Omit<Edition, 'id' | 'state' | 'messageDomain'> & { messageDomain: string }

export type Move = { id: number; cursor: number; due_at: number }
/** `parked` is 1 where the edition is held. */
export type Owed = { edition_id: number; subscriber_id: number; parked?: 0 | 1 }

const EDITION_COLUMNS = {
  key: 'text',
  subject: 'text',
  preheader: 'text',
  html: 'text',
  text: 'text',
  posts: 'text',
  kind: 'text',
  created_at: 'integer',
  message_domain: 'text',
} as const
const EDITION_NAMES = Object.keys(EDITION_COLUMNS) as (keyof typeof EDITION_COLUMNS)[]

/**
 * Sees to it that each edition is kept once and open, and answers their ids by key. One that was stopped is opened again:
 * who is planned for it now was taken out of it before.
 */
export async function keepEditions(trx: Trx, editions: NewEdition[]): Promise<Map<string, number>> {
  const known = await openKnown(trx, editions)
  const fresh = editions.filter(({ key }) => !known.has(key))
  if (fresh.length === 0) return known
  const rows = fresh.map(({ createdAt, messageDomain, posts, ...text }) => ({
    ...text,
    posts: JSON.stringify(posts),
    created_at: createdAt,
    message_domain: messageDomain,
  }))
  const table = tableOf(trx, EDITION_COLUMNS, rows)
  const kept = await trx
    .insertInto('editions')
    .columns([...EDITION_NAMES, 'state'])
    .expression(
      trx
        .selectFrom(table)
        .select([...EDITION_NAMES, sql.lit('open').as('state')])
        .where((eb) => eb.lit(true)),
    )
    .onConflict((conflict) => conflict.column('key').doUpdateSet((eb) => ({ key: eb.ref('excluded.key') })))
    .returning(['id', 'key'])
    .execute()
  return new Map([...known, ...kept.map(({ id, key }) => [key, id] as const)])
}

async function openKnown(trx: Trx, editions: NewEdition[]): Promise<Map<string, number>> {
  const keys = tableOf<{ key: string }>(
    trx,
    { key: 'text' },
    editions.map(({ key }) => ({ key })),
  )
  const rows = await trx
    .selectFrom('editions')
    .select(['id', 'key', 'state'])
    .where('key', 'in', trx.selectFrom(keys).select('v.key'))
    .$if(isPostgres(trx), (query) => query.forUpdate())
    .execute()
  const stopped = rows.filter(({ state }) => state === 'stopped').map(({ id }) => id)
  if (stopped.length > 0) await trx.updateTable('editions').set({ state: 'open' }).where('id', 'in', stopped).execute()
  return new Map(rows.map(({ id, key }) => [key, id]))
}

/**
 * Holds the editions that `whys` names by their keys, except what a person has let go since `now`, when that was decided.
 * @returns the ids of those that are held, for whatever reason
 */
export async function holdPlanned(
  trx: Trx,
  ids: ReadonlyMap<string, number>,
  whys: ReadonlyMap<string, string>,
  now: number,
): Promise<Set<number>> {
  for (const [key, why] of whys) {
    const id = ids.get(key)
    if (id === undefined) continue
    const hold = { held_at: now, held_why: why }
    await trx
      .updateTable('editions')
      .set(hold)
      .where('id', '=', id)
      .where('held_at', 'is', null)
      .where((eb) => eb.or([eb('approved_at', 'is', null), eb('approved_at', '<', now)]))
      .execute()
  }
  const rows = await trx
    .selectFrom('editions')
    .select('id')
    .where('id', 'in', [...ids.values()])
    .where('held_at', 'is not', null)
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/**
 * Adds rows to the ledger; who is in an edition already is not put in it again, unless that delivery was cancelled, in
 * which case nothing of it was ever sent.
 * @returns how many rows each edition gained
 */
export async function planDeliveries(
  trx: Trx,
  owed: Owed[],
  now: number,
  lane: Lane = 'digests',
): Promise<Map<number, number>> {
  const table = tableOf<Required<Owed>>(
    trx,
    { edition_id: 'integer', subscriber_id: 'integer', parked: 'integer' },
    owed.map((row) => ({ parked: 0, ...row })),
  )
  const ready = { state: 'ready' as const, attempts: 0, reply: null, planned_at: now, changed_at: now }
  const rows = await trx
    .insertInto('deliveries')
    .columns([
      'edition_id',
      'subscriber_id',
      'state',
      'attempts',
      'epoch',
      'resends',
      'lane',
      'planned_at',
      'changed_at',
      'parked',
    ])
    .expression(
      trx
        .selectFrom(table)
        .select(['edition_id', 'subscriber_id', sql.lit('ready').as('state')])
        .select([sql.lit(0).as('attempts'), sql.lit(0).as('epoch'), sql.lit(0).as('resends')])
        .select(sql.lit(LANES[lane]).as('lane'))
        .select([
          sql<number>`cast(${now} as bigint)`.as('planned_at'),
          sql<number>`cast(${now} as bigint)`.as('changed_at'),
        ])
        .select('parked')
        .where((eb) => eb.lit(true)),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['subscriber_id', 'edition_id'])
        .doUpdateSet((eb) => ({ ...ready, parked: eb.ref('excluded.parked') }))
        .where('deliveries.state', '=', 'cancelled'),
    )
    .returning('edition_id')
    .execute()
  const gained = new Map<number, number>()
  for (const { edition_id: id } of rows) gained.set(id, (gained.get(id) ?? 0) + 1)
  return gained
}

export async function moveSubscribers(trx: Trx, moves: Move[]): Promise<void> {
  await trx
    .updateTable('subscribers')
    .from(tableOf<Move>(trx, { id: 'integer', cursor: 'integer', due_at: 'integer' }, moves))
    .set((eb) => ({ cursor: eb.ref('v.cursor'), due_at: eb.ref('v.due_at') }))
    .whereRef('subscribers.id', '=', 'v.id')
    .execute()
}
