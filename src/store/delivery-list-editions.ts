import { sql } from 'kysely'
import type { DeliveryState, DeliverySums } from '../deliveries/delivery.ts'
import type { EditionKind } from '../digests/edition.ts'
import { editionName } from '../digests/edition-name.ts'
import type { Db } from './db.ts'
import { countReports, type ReportCounts } from './delivery-reports.ts'
import { mayReceive } from './ledger.ts'
import { idTable } from './rows.ts'
import { isGivenUp } from './settle-deliveries.ts'

/** An edition with what became of its deliveries. Times are milliseconds; `lastAt` is when one of them last changed. */
export type EditionSums = Omit<DeliverySums, 'queued'> & {
  id: number
  name: string
  subject: string
  kind: EditionKind
  state: 'open' | 'held' | 'stopped'
  heldWhy: string | null
  planned: number
  cancelled: number
  waiting: number
  /** Waiting or deferred, and kept back with their edition. */
  held: number
  /** Bounced although the subscriber still gets mail: a new try may help. */
  bouncedActive: number
  /** What came back later, of messages that a server had taken. */
  reported: ReportCounts
  firstAt: number
  lastAt: number
}

/** The newest editions first, with their sums. */
export async function listEditions(db: Db, limit: number): Promise<EditionSums[]> {
  const editions = await db
    .selectFrom('editions')
    .select(['id', 'key', 'subject', 'kind', 'state', 'held_at', 'held_why', 'created_at'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const ids = editions.map(({ id }) => id)
  const sums = Map.groupBy(await sumsOf(db, ids), (row) => row.editionId)
  const active = await bouncedActive(db, ids)
  const reported = await countReports(db, ids)
  return editions.map(({ key, state, held_at, held_why, created_at, ...same }) => ({
    ...same,
    name: editionName(key),
    state: state === 'open' && held_at !== null ? ('held' as const) : state,
    heldWhy: held_why,
    bouncedActive: active.get(same.id) ?? 0,
    reported: reported.get(same.id)!,
    ...totals(sums.get(same.id) ?? [], created_at),
  }))
}

/** How many are in doubt; `undecided` are those that nobody gave up and that are not sent again by themselves. */
export async function countInDoubt(
  db: Db,
  { resendInDoubt, now }: { resendInDoubt: boolean; now: number },
): Promise<{ all: number; undecided: number }> {
  const stays = resendInDoubt ? sql`hold_until is null` : sql`1 = 1`
  const row = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('all'))
    .select(
      sql<number | null>`sum(case when ${stays} and not ${isGivenUp()} and ${mayReceive(now)} then 1 else 0 end)`.as(
        'undecided',
      ),
    )
    .where('deliveries.state', '=', sql.lit('in_doubt'))
    .executeTakeFirstOrThrow()
  return { all: row.all, undecided: Number(row.undecided ?? 0) }
}

/**
 * The id of the edition that somebody names: by its id, or by its name or the beginning of it, of four letters at least.
 * Null when there is none, or more than one.
 */
export async function findEdition(db: Db, text: string): Promise<number | null> {
  if (/^\d{1,15}$/.test(text)) {
    const row = await db.selectFrom('editions').select('id').where('id', '=', Number(text)).executeTakeFirst()
    if (row) return row.id
  }
  if (!/^[0-9a-f]{4,20}$/.test(text)) return null
  const rows = await db.selectFrom('editions').select(['id', 'key']).execute()
  const [first, ...more] = rows.filter(({ key }) => editionName(key).startsWith(text))
  return first && more.length === 0 ? first.id : null
}

type StateSum = {
  editionId: number
  state: DeliveryState
  parked: number
  count: number
  firstAt: number
  lastAt: number
}

function sumsOf(db: Db, ids: number[]): Promise<StateSum[]> {
  return db
    .selectFrom('deliveries')
    .select((eb) => ['edition_id as editionId', 'state', 'parked', eb.fn.countAll<number>().as('count')])
    .select((eb) => [eb.fn.min('planned_at').as('firstAt'), eb.fn.max('changed_at').as('lastAt')])
    .where('edition_id', 'in', db.selectFrom(idTable(db, ids)).select('v.id'))
    .groupBy(['edition_id', 'state', 'parked'])
    .execute()
}

async function bouncedActive(db: Db, ids: number[]): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select((eb) => ['edition_id as id', eb.fn.countAll<number>().as('count')])
    .where('edition_id', 'in', db.selectFrom(idTable(db, ids)).select('v.id'))
    .where('deliveries.state', '=', 'bounced')
    .where('subscribers.state', '=', 'active')
    .groupBy('edition_id')
    .execute()
  return new Map(rows.map(({ id, count }) => [id, count]))
}

function totals(rows: StateSum[], createdAt: number) {
  const count =
    (...states: DeliveryState[]) =>
    (parked: (row: StateSum) => boolean) =>
      rows.filter((row) => states.includes(row.state) && parked(row)).reduce((sum, row) => sum + row.count, 0)
  const any = () => true
  const isParked = (row: StateSum) => row.parked === 1
  const isFree = (row: StateSum) => row.parked === 0
  return {
    planned: rows.reduce((sum, row) => sum + row.count, 0),
    accepted: count('accepted')(any),
    deferred: count('deferred')(isFree),
    bounced: count('bounced')(any),
    inDoubt: count('in_doubt')(any),
    cancelled: count('cancelled')(any),
    waiting: count('ready')(isFree) + count('claimed', 'sending')(any),
    held: count('ready', 'deferred')(isParked),
    firstAt: rows.reduce((first, row) => Math.min(first, row.firstAt), rows[0]?.firstAt ?? createdAt),
    lastAt: rows.reduce((last, row) => Math.max(last, row.lastAt), createdAt),
  }
}
