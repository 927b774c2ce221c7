import { sql } from 'kysely'
import type { Db, Trx } from './db.ts'
import { tableOf } from './rows.ts'

/**
 * Messages in a period, a day such as 2024-05-20 or a month such as 2024-05. `name` is `digests`, `all` with what people
 * wait for, or `domain:` and a receiving domain.
 */
export type Spent = { name: string; period: string; messages: number }

/** At most `limit` messages in this period. */
export type Limit = { name: string; period: string; limit: number }

/** Counts messages as sent, in the transaction that lets them go. Entries of the same name and period add up. */
export async function spend(trx: Trx, entries: readonly Spent[]): Promise<void> {
  const sums = new Map<string, Spent>()
  for (const { name, period, messages } of entries) {
    const key = `${period} ${name}`
    sums.set(key, { name, period, messages: messages + (sums.get(key)?.messages ?? 0) })
  }
  const rows = [...sums.values()].sort(inOrder)
  if (rows.length > 0) await add(trx, rows)
}

/**
 * Two transactions that touch rows in one order never wait for each other. A day comes before its month, and a domain before
 * all: limits are of days, and are locked before anything is counted.
 */
function inOrder(a: Spent, b: Spent): number {
  return b.period.length - a.period.length || (`${a.period} ${a.name}` < `${b.period} ${b.name}` ? 1 : -1)
}

async function add(trx: Trx, rows: Spent[]): Promise<void> {
  await trx
    .insertInto('spending')
    .columns(['name', 'period', 'messages'])
    .expression(
      trx
        .selectFrom(tableOf<Spent>(trx, { name: 'text', period: 'text', messages: 'integer' }, rows))
        .select(['name', 'period', 'messages'])
        // SQLite needs a condition here to tell "on conflict" from a join.
        .where(sql<boolean>`true`),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['name', 'period'])
        .doUpdateSet({ messages: sql<number>`spending.messages + excluded.messages` }),
    )
    .execute()
}

/** How many messages of this name went out in a period. */
export async function spent(db: Db, name: string, period: string): Promise<number> {
  const row = await db
    .selectFrom('spending')
    .select('messages')
    .where('name', '=', name)
    .where('period', '=', period)
    .executeTakeFirst()
  return row?.messages ?? 0
}

/** What is left of each limit, by its name. No other transaction spends of them until this one ends. */
export async function lockLimits(trx: Trx, limits: readonly Limit[]): Promise<Map<string, number>> {
  const entries = limits.map(({ name, period }) => ({ name, period, messages: 0 }))
  // Writing a row keeps others away from it, even where nothing is added.
  await spend(trx, entries)
  const rows = await trx
    .selectFrom('spending')
    .innerJoin(tableOf<Spent>(trx, { name: 'text', period: 'text', messages: 'integer' }, entries), (join) =>
      join.onRef('v.name', '=', 'spending.name').onRef('v.period', '=', 'spending.period'),
    )
    .select(['spending.name', 'spending.messages'])
    .execute()
  const counts = new Map(rows.map(({ name, messages }) => [name, messages]))
  return new Map(limits.map(({ name, limit }) => [name, limit - (counts.get(name) ?? 0)]))
}
