import { Kysely, sql } from 'kysely'
import { postgresDialect } from './postgres.ts'

/** Connects to a PostgreSQL server, reads nothing of its tables and writes nothing. @throws StoreError when it cannot be reached */
export async function reachPostgres(url: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: postgresDialect(url) })
  try {
    await sql`select 1`.execute(db)
  } finally {
    await db.destroy()
  }
}
