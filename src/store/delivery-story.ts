import { sql } from 'kysely'
import type { DeliveryState } from '../deliveries/delivery.ts'
import type { ReportKind } from '../deliveries/report.ts'
import type { EditionKind } from '../digests/edition.ts'
import { editionName } from '../digests/edition-name.ts'
import { type Db, databaseNow } from './db.ts'
import { mayReceive } from './ledger.ts'
import { idTable } from './rows.ts'

/** What a server answered to one attempt, or what a person said about it. */
export type StoryAttempt = { attempt: number; state: DeliveryState; reply: string | null; at: number }

/** What came back about a message; `deliveryId` is null when it is not known which one. */
export type StoryReport = {
  deliveryId: number | null
  kind: ReportKind
  isHard: boolean
  status: string | null
  detail: string
  source: string
  at: number
}

/** One message to somebody, from its plan to what came back. Times are milliseconds. */
export type StoryDelivery = {
  id: number
  editionId: number
  editionName: string
  subject: string
  kind: EditionKind
  state: DeliveryState
  plannedAt: number
  changedAt: number
  nextAt: number | null
  holdUntil: number | null
  resends: number
  reply: string | null
  /** Whoever was to send it was stopped with it in hand. */
  isLeftBehind: boolean
  /** Whether its subscriber gets mail of this kind now. */
  mayReceive: boolean
  /** Since when its edition waits for a person, and why. */
  heldAt: number | null
  heldWhy: string | null
  /** Oldest first. What was accepted at once has none: its own state says all. */
  attempts: StoryAttempt[]
  reports: StoryReport[]
}

export type Story = {
  deliveries: StoryDelivery[]
  /** How many deliveries there are in all. */
  total: number
  /** What came back and belongs to none of them. */
  reports: StoryReport[]
}

/** The latest deliveries of a subscriber, newest first, with every attempt and every report. */
export async function readStory(
  db: Db,
  subscriberId: number,
  { limit, now }: { limit: number; now: number },
): Promise<Story> {
  const rows = await latest(db, subscriberId, { limit, now })
  const ids = rows.map(({ id }) => id)
  const attempts = Map.groupBy(await attemptsOf(db, ids), ({ deliveryId }) => deliveryId)
  const reports = Map.groupBy(await reportsOf(db, subscriberId), ({ deliveryId }) => deliveryId)
  const { total } = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .where('subscriber_id', '=', subscriberId)
    .executeTakeFirstOrThrow()
  return {
    deliveries: rows.map(({ key, ...row }) => ({
      ...row,
      editionName: editionName(key),
      isLeftBehind: Boolean(row.isLeftBehind),
      mayReceive: Boolean(row.mayReceive),
      attempts: (attempts.get(row.id) ?? []).map(({ deliveryId: _, ...attempt }) => attempt),
      reports: reports.get(row.id) ?? [],
    })),
    total,
    reports: reports.get(null) ?? [],
  }
}

function latest(db: Db, subscriberId: number, { limit, now }: { limit: number; now: number }) {
  return db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'edition_id as editionId', 'key', 'subject', 'kind', 'deliveries.state', 'resends'])
    .select(['planned_at as plannedAt', 'changed_at as changedAt', 'next_at as nextAt', 'hold_until as holdUntil'])
    .select(['reply', 'held_at as heldAt', 'held_why as heldWhy'])
    .select(sql<boolean | null>`lease_until <= ${databaseNow(db)}`.as('isLeftBehind'))
    .select(mayReceive(now).as('mayReceive'))
    .where('subscriber_id', '=', subscriberId)
    .orderBy('planned_at', 'desc')
    .orderBy('deliveries.id', 'desc')
    .limit(limit)
    .execute()
}

function attemptsOf(db: Db, deliveryIds: number[]) {
  return db
    .selectFrom('attempts')
    .select(['delivery_id as deliveryId', 'attempt', 'state', 'reply', 'at'])
    .where('delivery_id', 'in', db.selectFrom(idTable(db, deliveryIds)).select('v.id'))
    .orderBy('at')
    .orderBy('epoch')
    .execute()
}

async function reportsOf(db: Db, subscriberId: number): Promise<StoryReport[]> {
  const rows = await db
    .selectFrom('reports')
    .select(['delivery_id as deliveryId', 'kind', 'is_hard', 'status', 'detail', 'source', 'at'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map(({ is_hard, ...row }) => ({ ...row, isHard: is_hard === 1 }))
}
