import type { KeptConsent } from '../subscribers/csv-consents.ts'
import { hasEnded } from '../subscribers/csv-state.ts'
import type { KeptSuppression } from '../subscribers/csv-suppression.ts'
import type { Subscriber } from '../subscribers/subscriber.ts'
import { type Db, type Trx, transact } from './db.ts'
import { subscriberIds } from './ids.ts'
import { importConsents } from './import-consents.ts'
import { endThoseWhoLeft, type Imported, standingsOf } from './import-standing.ts'
import { idTable, tableOf } from './rows.ts'
import { preferenceColumns } from './subscribers.ts'
import { keepSuppressions } from './suppressions.ts'

/** A subscriber from elsewhere, with every fact that is known of them. */
export type ImportedSubscriber = Omit<Subscriber, Optional> &
  Partial<Pick<Subscriber, Optional>> & {
    addressKey: string
    /** What is left of the address when it was forgotten; asked for only where somebody was. */
    forgottenKeys?: () => string[]
    /** Why the address gets no mail; by the state when absent. */
    suppression?: KeptSuppression
    consents?: KeptConsent[]
  }

type Optional = 'id' | 'pausedUntil' | 'leaveReason'

/**
 * Adds subscribers in one transaction. One who is known or suppressed is left as they are: an import never brings back
 * somebody who left. Who comes in as unsubscribed, bounced or complained is suppressed from then on; and who is active here
 * by another list, or came before they left there, is ended here too.
 */
export async function importSubscribers(db: Db, batch: ImportedSubscriber[], now: number): Promise<Imported> {
  return transact(db, async (trx) => {
    const standings = await standingsOf(trx, batch)
    const fresh = firstOfEach(batch.filter((_, index) => standings[index] === 'new'))
    const added = await insertAll(trx, fresh, now)
    const gone = batch.filter((_, index) => standings[index] === 'gone' || standings[index] === 'suppressed')
    await keepSuppressions(
      trx,
      [...gone, ...fresh].flatMap((person) => suppressionOf(person, now)),
    )
    const news = new Set(fresh)
    const rest = batch.filter((person) => hasEnded(person.state) && !news.has(person))
    return { standings, added, left: await endThoseWhoLeft(trx, rest, now) }
  })
}

function firstOfEach(people: ImportedSubscriber[]): ImportedSubscriber[] {
  return [...new Map(people.toReversed().map((person) => [person.addressKey, person])).values()].toReversed()
}

function suppressionOf(person: ImportedSubscriber, now: number): KeptSuppression[] {
  const { addressKey: key, state, source, endedAt, suppression } = person
  if (suppression) return [suppression]
  return hasEnded(state) ? [{ key, reason: state, detail: source, at: endedAt ?? now }] : []
}

async function insertAll(trx: Trx, fresh: ImportedSubscriber[], now: number): Promise<number> {
  if (fresh.length === 0) return 0
  const ids = await idsFor(trx, fresh, now)
  const rows = fresh.map((person, index) => ({ ...rowOf(person), id: ids[index]! }))
  const inserted = await trx
    .insertInto('subscribers')
    .columns(NAMES)
    .expression(
      trx
        .selectFrom(tableOf<(typeof rows)[number]>(trx, COLUMNS, rows))
        .select(NAMES)
        .where((eb) => eb.lit(true)),
    )
    .onConflict((conflict) => conflict.column('address_key').doNothing())
    .returning('id')
    .execute()
  const done = new Set(inserted.map(({ id }) => id))
  const consents = fresh.flatMap(({ consents = [] }, index) => {
    const subscriberId = ids[index]!
    return done.has(subscriberId) ? consents.map((consent) => ({ ...consent, subscriberId })) : []
  })
  await importConsents(trx, consents)
  return done.size
}

/** Who had an id keeps it, so that the links in older mail stay theirs; unless it is somebody else's here. */
async function idsFor(trx: Trx, fresh: ImportedSubscriber[], now: number): Promise<number[]> {
  const given = fresh.flatMap(({ id }) => id ?? [])
  const rows =
    given.length === 0
      ? []
      : await trx
          .selectFrom('subscribers')
          .select('id')
          .where('id', 'in', trx.selectFrom(idTable(trx, given)).select('v.id'))
          .execute()
  const taken = new Set(rows.map(({ id }) => id))
  const spare = await subscriberIds(trx, now, fresh.length)
  return fresh.map(({ id }, index) => {
    const chosen = id !== undefined && !taken.has(id) ? id : spare[index]!
    taken.add(chosen)
    return chosen
  })
}

const COLUMNS = {
  id: 'integer',
  address: 'text',
  address_key: 'text',
  name: 'text',
  state: 'text',
  cadence: 'text',
  hour: 'integer',
  weekday: 'integer',
  monthday: 'integer',
  zone: 'text',
  topics: 'text',
  cursor: 'integer',
  due_at: 'integer',
  token_epoch: 'integer',
  created_at: 'integer',
  confirmed_at: 'integer',
  ended_at: 'integer',
  source: 'text',
  paused_until: 'integer',
  leave_reason: 'text',
} as const
const NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]

function rowOf({ addressKey, ...subscriber }: ImportedSubscriber) {
  return {
    ...preferenceColumns(subscriber),
    address: subscriber.address,
    address_key: addressKey,
    name: subscriber.name,
    state: subscriber.state,
    cursor: subscriber.cursor,
    due_at: subscriber.dueAt,
    token_epoch: subscriber.tokenEpoch,
    created_at: subscriber.createdAt,
    confirmed_at: subscriber.confirmedAt,
    ended_at: subscriber.endedAt,
    source: subscriber.source,
    paused_until: subscriber.pausedUntil ?? null,
    leave_reason: subscriber.leaveReason ?? null,
  }
}
