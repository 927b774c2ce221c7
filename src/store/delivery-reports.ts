import { type RawBuilder, sql } from 'kysely'
import type { Alarm } from '../deliveries/alarms.ts'
import { weightOfBounce } from '../deliveries/bounce-rule.ts'
import { domainOf } from '../deliveries/domain-of.ts'
import type { BounceWeight } from '../deliveries/report.ts'
import type { Db } from './db.ts'
import { idTable } from './rows.ts'

/** The latest bounce, or the latest complaint, that was reported of a message. `at` is in milliseconds. */
export type DeliveryReport = {
  kind: 'bounced' | 'complained'
  /** What a bounce says; null of a complaint. */
  weight: BounceWeight | null
  status: string | null
  detail: string
  at: number
}

/** Of how many messages something was reported; `alarms` are bounces for what the sender is or sent, and not in `bounced`. */
export type ReportCounts = { bounced: number; complained: number; alarms: number }

const PAGE = 5000
/** More kinds than a person reads. */
const MOST_ALARMS = 20
const LATEST = 10_000

/** How much a stored report of a bounce weighs. */
export function weightKept({
  isHard,
  ...said
}: {
  isHard: number
  status: string | null
  detail: string
}): BounceWeight {
  if (isHard === 1) return 'hard'
  return weightOfBounce(said) === 'alarm' ? 'alarm' : 'soft'
}

/** What was reported of these deliveries, by their ids, oldest first. Delays are left out. */
export async function reportsOfDeliveries(db: Db, ids: readonly number[]): Promise<Map<number, DeliveryReport[]>> {
  const rows = await latestReports(db)
    .where('delivery_id', 'in', db.selectFrom(idTable(db, ids)).select('v.id'))
    .orderBy('at')
    .orderBy('id')
    .execute()
  const reports = new Map<number, DeliveryReport[]>()
  for (const row of rows) {
    const { kind, status, detail, at } = row
    const report = { kind: kind as DeliveryReport['kind'], weight: weightOf(row), status, detail, at }
    reports.set(row.deliveryId as number, [...(reports.get(row.deliveryId as number) ?? []), report])
  }
  return reports
}

/** True of a delivery, of one edition or of any, that bounced or was complained about after a server had taken it. */
export function hasReport(editionId: number | undefined): RawBuilder<boolean> {
  const edition = editionId === undefined ? sql`` : sql`and edition_id = ${editionId}`
  return sql<boolean>`deliveries.id in (select delivery_id from reports where kind in ('bounced', 'complained') ${edition})`
}

/** What was reported of these editions, by their ids. It is read in pages: memory stays flat however much came back. */
export async function countReports(db: Db, editionIds: readonly number[]): Promise<Map<number, ReportCounts>> {
  const counts = new Map(editionIds.map((id) => [id, { bounced: 0, complained: 0, alarms: 0 }]))
  for (let after = 0; editionIds.length > 0; ) {
    const rows = await latestReports(db)
      .where('edition_id', 'in', db.selectFrom(idTable(db, editionIds)).select('v.id'))
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .execute()
    for (const row of rows) {
      const count = counts.get(row.editionId as number)
      if (count) count[countedAs(row)]++
    }
    if (rows.length < PAGE) break
    after = rows.at(-1)!.id
  }
  return counts
}

/** The newest digest of which a server took something, with what was reported of it; null before the first. */
export async function lastDigest(db: Db): Promise<{ id: number; subject: string; reported: ReportCounts } | null> {
  const edition = await db
    .selectFrom('editions')
    .select(['id', 'subject'])
    .where('kind', '=', 'digest')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('deliveries')
          .select('deliveries.id')
          .whereRef('edition_id', '=', 'editions.id')
          .where('deliveries.state', '=', 'accepted'),
      ),
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!edition) return null
  const counts = await countReports(db, [edition.id])
  return { ...edition, reported: counts.get(edition.id)! }
}

/**
 * The alarms that were reported since a time, in milliseconds: one for each code and receiving domain, the most frequent
 * first, with the latest reply. Only the latest 10,000 reports are looked at.
 */
export async function reportedAlarms(db: Db, since: number): Promise<Alarm[]> {
  const latest = db.selectFrom('reports').selectAll().orderBy('id', 'desc').limit(LATEST).as('r')
  const rows = await db
    .selectFrom(latest)
    .innerJoin('subscribers', 'subscribers.id', 'r.subscriber_id')
    .select(['r.id', 'delivery_id as deliveryId', 'is_hard as isHard', 'status', 'detail', 'address'])
    .where('kind', '=', 'bounced')
    .where('is_hard', '=', 0)
    .where('at', '>=', since)
    .orderBy('r.id', 'desc')
    .execute()
  return alarmsAmong(rows)
}

/** The same of all reports that no run has told of yet: they count as told from now on. */
export async function takeUntoldAlarms(db: Db): Promise<Alarm[]> {
  const isUntold = sql<boolean>`is_told = 0`
  const first = await db.selectFrom('reports').select('id').where(isUntold).limit(1).executeTakeFirst()
  if (!first) return []
  const told = await db
    .updateTable('reports')
    .set({ is_told: 1 })
    .where(isUntold)
    .returning(['id', 'subscriber_id', 'delivery_id as deliveryId', 'kind', 'is_hard as isHard', 'status', 'detail'])
    .execute()
  const soft = told.filter(({ kind, isHard }) => kind === 'bounced' && isHard === 0)
  const addresses = await addressesOf(
    db,
    soft.map((row) => row.subscriber_id),
  )
  const rows = soft.map((row) => ({ ...row, address: addresses.get(row.subscriber_id) ?? '' }))
  return alarmsAmong(rows.sort((a, b) => b.id - a.id))
}

async function addressesOf(db: Db, subscriberIds: number[]): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('subscribers')
    .select(['id', 'address'])
    .where('id', 'in', db.selectFrom(idTable(db, [...new Set(subscriberIds)])).select('v.id'))
    .execute()
  return new Map(rows.map(({ id, address }) => [id, address]))
}

/** Newest first. */
function alarmsAmong(
  rows: {
    id: number
    deliveryId: number | null
    isHard: number
    status: string | null
    detail: string
    address: string
  }[],
): Alarm[] {
  const alarms = rows.filter((row) => weightKept(row) === 'alarm')
  return [...Map.groupBy(alarms, ({ address, status }) => `${domainOf(address)} ${status}`).values()]
    .map((same) => ({
      reply: replyOf(same[0]!),
      domain: domainOf(same[0]!.address),
      count: new Set(same.map(({ id, deliveryId }) => deliveryId ?? `report ${id}`)).size,
    }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_ALARMS)
}

/** The latest of each kind about each delivery. */
function latestReports(db: Db) {
  return db
    .selectFrom('reports')
    .select(['id', 'delivery_id as deliveryId', 'edition_id as editionId', 'kind', 'is_hard as isHard', 'status'])
    .select(['detail', 'at'])
    .where('kind', 'in', ['bounced', 'complained'])
    .where('delivery_id', 'is not', null)
    .where(
      sql<boolean>`not exists (select 1 from reports as later where later.delivery_id = reports.delivery_id and later.kind = reports.kind and later.id > reports.id)`,
    )
}

type Row = { kind: string; isHard: number; status: string | null; detail: string }

function weightOf(row: Row): BounceWeight | null {
  return row.kind === 'complained' ? null : weightKept(row)
}

function countedAs(row: Row): keyof ReportCounts {
  if (row.kind === 'complained') return 'complained'
  return weightKept(row) === 'alarm' ? 'alarms' : 'bounced'
}

/** What was said, with the code before it where the words leave it out. */
function replyOf({ status, detail }: { status: string | null; detail: string }): string {
  return status === null || detail.includes(status) ? detail : `${status} ${detail}`.trim()
}
