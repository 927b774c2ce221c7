import { sql } from 'kysely'
import type { DeliverySums } from '../deliveries/delivery.ts'
import { aside } from './aside.ts'
import { type Db, type Trx, transact } from './db.ts'
import { changeSetting, readSetting } from './settings.ts'

/** Ids of the editions that were planned and not told of as done, as JSON. */
const SETTING = 'editions-under-way'

/**
 * What became of an edition with which nothing is left to do. `retried`: how many took more than one attempt. Times are
 * milliseconds: the first was planned, the last was settled.
 */
export type DoneEdition = Omit<DeliverySums, 'queued' | 'deferred'> & {
  id: number
  subject: string
  planned: number
  retried: number
  cancelled: number
  plannedAt: number
  settledAt: number
}

/** Remembers editions until they are done; part of the transaction that plans them. */
export async function noteUnderWay(trx: Trx, editionIds: number[]): Promise<void> {
  const known = new Set(idsIn(await readSetting(trx, SETTING)))
  if (editionIds.every((id) => known.has(id))) return
  await changeSetting(trx, SETTING, (value) => JSON.stringify([...new Set([...idsIn(value), ...editionIds])]))
}

/**
 * The editions that are done, each told to one caller only: once, and once more when it has grown since. Their deliveries are
 * counted then, and at no other time.
 * @param isResent whether what is in doubt is still to be sent once more
 */
export async function takeDoneEditions(db: Db, { isResent }: { isResent: boolean }): Promise<DoneEdition[]> {
  if (idsIn(await readSetting(db, SETTING)).length === 0) return []
  const done: number[] = []
  await transact(db, async (trx) => {
    done.length = 0
    const ids = idsIn(await readSetting(trx, SETTING))
    for (const id of ids) if (!(await isUnderWay(trx, id, isResent))) done.push(id)
    if (done.length === 0) return
    await changeSetting(trx, SETTING, (value) => {
      const left = idsIn(value)
      done.splice(0, done.length, ...done.filter((id) => left.includes(id)))
      return JSON.stringify(left.filter((id) => !done.includes(id)))
    })
  })
  const editions: DoneEdition[] = []
  for (const id of done) editions.push(await sumUp(db, id))
  return editions
}

function idsIn(value: string | null): number[] {
  const ids: unknown = JSON.parse(value ?? '[]')
  return Array.isArray(ids) ? ids : []
}

async function isUnderWay(trx: Trx, id: number, isResent: boolean): Promise<boolean> {
  const row = await trx
    .selectFrom('deliveries')
    .select('id')
    .where('edition_id', '=', id)
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['ready', 'claimed', 'sending', 'deferred']),
        ...(isResent ? [eb.and([eb('state', '=', 'in_doubt'), eb('hold_until', 'is not', null)])] : []),
      ]),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function sumUp(db: Db, id: number): Promise<DoneEdition> {
  const edition = await db.selectFrom('editions').select('subject').where('id', '=', id).executeTakeFirst()
  const rows = await aside(
    db,
    db
      .selectFrom('deliveries')
      .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
      .select(sql<number>`count(case when attempts > 1 then 1 end)`.as('retried'))
      .select((eb) => [eb.fn.min('planned_at').as('plannedAt'), eb.fn.max('changed_at').as('settledAt')])
      .where('edition_id', '=', id)
      .groupBy('state'),
  )
  const countOf = (state: string) => rows.find((row) => row.state === state)?.count ?? 0
  return {
    id,
    subject: edition?.subject ?? '',
    planned: rows.reduce((sum, { count }) => sum + count, 0),
    accepted: countOf('accepted'),
    bounced: countOf('bounced'),
    retried: rows.reduce((sum, { retried }) => sum + retried, 0),
    inDoubt: countOf('in_doubt'),
    cancelled: countOf('cancelled'),
    plannedAt: rows.reduce((first, { plannedAt }) => Math.min(first, plannedAt), Number.MAX_SAFE_INTEGER),
    settledAt: rows.reduce((last, { settledAt }) => Math.max(last, settledAt), 0),
  }
}
