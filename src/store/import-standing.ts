import { sql } from 'kysely'
import { type EndState, hasEnded } from '../subscribers/csv-state.ts'
import type { SubscriberState } from '../subscribers/subscriber.ts'
import { type Db, isPostgres, type Trx } from './db.ts'
import { endSubscribers } from './endings.ts'
import { tableOf } from './rows.ts'

/** What a list says of an address. */
export type ListedPerson = {
  addressKey: string
  /** What is left of the address when it was forgotten; asked for only where somebody was. */
  forgottenKeys?: () => string[]
  state: SubscriberState
  endedAt: number | null
  source: string
}

/**
 * How somebody of a list stands here. `gone`: known, and gets no mail. `leaves`: they get mail here, but only because of
 * another list, or since before they left there, so that their leaving counts here too.
 */
export type Standing = 'new' | 'known' | 'gone' | 'suppressed' | 'leaves'

/**
 * What an import did: how each of the people stood before it, and how many were added, and how many got mail and get none
 * from now on.
 */
export type Imported = { standings: Standing[]; added: number; left: number }

/** How each of these people stands here, in their order. Changes nothing. */
export async function standingsOf(db: Db, people: ListedPerson[]): Promise<Standing[]> {
  const known = await knownAmong(db, people)
  const suppressed = await suppressedAmong(db, people)
  return people.map((person) => {
    const here = known.get(person.addressKey)
    if (here) return !here.isActive ? 'gone' : leaves(person, here) ? 'leaves' : 'known'
    return suppressed.has(person) ? 'suppressed' : 'new'
  })
}

/** Ends those who leave. @returns how many */
export async function endThoseWhoLeft(trx: Trx, people: ListedPerson[], now: number): Promise<number> {
  if (people.length === 0) return 0
  const known = await knownAmong(trx, people)
  const ended = new Set<number>()
  for (const person of people) {
    const here = known.get(person.addressKey)
    if (!here || !leaves(person, here)) continue
    await endSubscribers(trx, person.state as EndState, [{ id: here.id, detail: person.source }], person.endedAt ?? now)
    ended.add(here.id)
  }
  return ended.size
}

type Known = { id: number; isActive: boolean; isListed: boolean; since: number }

function leaves({ state, endedAt }: ListedPerson, { isActive, isListed, since }: Known): boolean {
  return hasEnded(state) && isActive && (isListed || (endedAt !== null && endedAt > since))
}

type Keyed = { address_key: string }

async function knownAmong(db: Db, people: ListedPerson[]): Promise<Map<string, Known>> {
  const keys = people.map(({ addressKey }) => ({ address_key: addressKey }))
  const rows = await db
    .selectFrom('subscribers')
    .innerJoin(tableOf<Keyed>(db, { address_key: 'text' }, keys), 'v.address_key', 'subscribers.address_key')
    .select(['subscribers.address_key', 'subscribers.id', 'state', 'source'])
    .select(sql<number>`coalesce(confirmed_at, created_at)`.as('since'))
    .execute()
  return new Map(
    rows.map(({ address_key, id, state, source, since }) => [
      address_key,
      { id, isActive: !hasEnded(state), isListed: source.startsWith('import '), since },
    ]),
  )
}

async function suppressedAmong(db: Db, people: ListedPerson[]): Promise<Set<ListedPerson>> {
  const asksForgotten = await hasForgotten(db)
  const keyed = people.flatMap((person) => {
    const keys = [person.addressKey, ...((asksForgotten && person.forgottenKeys?.()) || [])]
    return keys.map((key) => [key, person] as const)
  })
  const keys = keyed.map(([key]) => ({ address_key: key }))
  const rows = await db
    .selectFrom('suppressions')
    .innerJoin(tableOf<Keyed>(db, { address_key: 'text' }, keys), 'v.address_key', 'suppressions.address_key')
    .select('suppressions.address_key')
    .execute()
  const found = new Set(rows.map((row) => row.address_key))
  return new Set(keyed.filter(([key]) => found.has(key)).map(([, person]) => person))
}

/** SQLite finds it by the index; PostgreSQL, whose order is that of some language, looks at all. */
async function hasForgotten(db: Db): Promise<boolean> {
  const isHash = isPostgres(db)
    ? sql<boolean>`starts_with(address_key, 'forgotten:')`
    : sql<boolean>`address_key >= 'forgotten:' and address_key < 'forgotten;'`
  const row = await db.selectFrom('suppressions').select('address_key').where(isHash).limit(1).executeTakeFirst()
  return row !== undefined
}
