import { sql } from 'kysely'
import type { DeliveryState } from '../deliveries/delivery.ts'
import type { SubscriberState } from '../subscribers/subscriber.ts'
import type { Db } from './db.ts'
import { type DeliveryReport, hasReport, reportsOfDeliveries } from './delivery-reports.ts'
import { mayReceive } from './ledger.ts'
import { idTable } from './rows.ts'
import { isGivenUp } from './settle-deliveries.ts'

/**
 * Where a delivery stands, in the words of a list. `given-up` are those that a person said are not sent again, cancelled or in
 * doubt; `came-back` those that were accepted, and bounced or were complained about later.
 */
export type ListedState =
  | 'accepted'
  | 'deferred'
  | 'bounced'
  | 'in-doubt'
  | 'cancelled'
  | 'given-up'
  | 'waiting'
  | 'held'
  | 'came-back'

/** In the order in which a list shows them: what needs a look comes first. */
export const LISTED_STATES: readonly ListedState[] = [
  'in-doubt',
  'bounced',
  'deferred',
  'held',
  'waiting',
  'given-up',
  'cancelled',
  'came-back',
  'accepted',
]

/** One row of the ledger with whom and what it is about. Times are milliseconds. */
export type ListedDelivery = {
  id: number
  editionId: number
  subject: string
  address: string
  subscriber: SubscriberState
  state: DeliveryState
  attempts: number
  nextAt: number | null
  holdUntil: number | null
  /** 1 when it was in doubt before and was sent once more. */
  resends: number
  reply: string | null
  plannedAt: number
  changedAt: number
  isHeld: boolean
  isStopped: boolean
  /** A person said that it is not sent again. */
  isGivenUp: boolean
  /** Whether its subscriber gets mail of this kind now. */
  mayReceive: boolean
  /** What was reported of it, oldest first: the latest bounce and the latest complaint. */
  reports: DeliveryReport[]
}

export type ListedWhich = { editionId?: number | undefined; states: readonly ListedState[]; now: number }

const PAGE = 1000

/** Deliveries in pages of at most 1000, by state and then by id: memory stays flat however many there are. */
export async function* deliveryPages(
  db: Db,
  { editionId, states, now }: ListedWhich,
): AsyncGenerator<ListedDelivery[]> {
  for (const state of LISTED_STATES.filter((name) => states.includes(name))) {
    for (const stored of STORED[state]) {
      for (let after = 0; ; ) {
        const rows = await listed(db, now)
          .where('deliveries.state', '=', sql.lit(stored))
          .where('deliveries.id', '>', after)
          .$if(state in NARROW, (query) => query.where(NARROW[state]!))
          .$if(state === 'came-back', (query) => query.where(hasReport(editionId)))
          .$if(editionId !== undefined, (query) => query.where('edition_id', '=', editionId as number))
          .orderBy('deliveries.id')
          .limit(PAGE)
          .execute()
        if (rows.length > 0) yield await deliveriesOf(db, rows)
        if (rows.length < PAGE) break
        after = rows.at(-1)!.id
      }
    }
  }
}

/** The deliveries with these ids, by id; ids that there are none of are left out. */
export async function readDeliveries(db: Db, ids: readonly number[], now: number): Promise<ListedDelivery[]> {
  const rows = await listed(db, now)
    .where('deliveries.id', 'in', db.selectFrom(idTable(db, ids)).select('v.id'))
    .orderBy('deliveries.id')
    .execute()
  return deliveriesOf(db, rows)
}

const STORED: Record<ListedState, DeliveryState[]> = {
  'in-doubt': ['in_doubt'],
  bounced: ['bounced'],
  deferred: ['deferred'],
  held: ['ready', 'deferred'],
  waiting: ['ready', 'claimed', 'sending'],
  'given-up': ['in_doubt', 'cancelled'],
  cancelled: ['cancelled'],
  'came-back': ['accepted'],
  accepted: ['accepted'],
}

/** What a state of the ledger is parted by; one that was given up is also cancelled or in doubt. */
const NARROW: Partial<Record<ListedState, ReturnType<typeof sql<boolean>>>> = {
  deferred: sql<boolean>`deliveries.parked = 0`,
  waiting: sql<boolean>`deliveries.parked = 0`,
  held: sql<boolean>`deliveries.parked = 1`,
  'given-up': isGivenUp(),
}

function listed(db: Db, now: number) {
  return db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['deliveries.id', 'edition_id as editionId', 'subject', 'address', 'subscribers.state as subscriber'])
    .select(['deliveries.state', 'attempts', 'next_at as nextAt', 'hold_until as holdUntil', 'resends', 'reply'])
    .select(['planned_at as plannedAt', 'changed_at as changedAt', 'held_at', 'editions.state as edition'])
    .select([isGivenUp().as('isGivenUp'), mayReceive(now).as('mayReceive')])
}

type Row = Awaited<ReturnType<ReturnType<typeof listed>['execute']>>[number]

async function deliveriesOf(db: Db, rows: Row[]): Promise<ListedDelivery[]> {
  const reports = await reportsOfDeliveries(
    db,
    rows.map(({ id }) => id),
  )
  // SQLite answers 1 and 0 for what is true and false.
  return rows.map(({ held_at, edition, ...row }) => ({
    ...row,
    isHeld: held_at !== null,
    isStopped: edition === 'stopped',
    isGivenUp: Boolean(row.isGivenUp),
    mayReceive: Boolean(row.mayReceive),
    reports: reports.get(row.id) ?? [],
  }))
}
