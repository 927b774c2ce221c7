import { setTimeout } from 'node:timers/promises'
import { type Kysely, type RawBuilder, SqliteAdapter, sql, type Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** Any connection to the store, or a transaction on it: every store function takes either. */
export type Db = Kysely<Schema>
export type Trx = Transaction<Schema>

const TRIES = 5
const PAUSE_MS = 50

export function isPostgres(db: Db): boolean {
  return !(db.getExecutor().adapter instanceof SqliteAdapter)
}

/** The database's own clock in milliseconds: one clock for all processes, whatever theirs say. */
export function databaseNow(db: Db): RawBuilder<number> {
  return isPostgres(db)
    ? sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
}

/**
 * Runs all of the work or nothing of it; inside a transaction it becomes part of that one. The work may run more than
 * once, when PostgreSQL ends it to break a deadlock.
 */
export async function transact<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  if (db.isTransaction) return work(db as Trx)
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute(work)
    } catch (error) {
      if (tries === TRIES || !isDeadlock(error)) throw error
      // Who met once would meet again.
      await setTimeout(tries * PAUSE_MS * Math.random())
    }
  }
}

function isDeadlock(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return code === '40P01' || code === '40001'
}
