import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { type Db, isPostgres } from './db.ts'
import * as ledger from './migrations/001-ledger.ts'
import * as signUp from './migrations/002-sign-up.ts'
import * as delivery from './migrations/003-delivery.ts'
import * as due from './migrations/004-due.ts'
import * as messageDomain from './migrations/005-message-domain.ts'
import * as toldReports from './migrations/006-told-reports.ts'

/** Every migration by its number and name, which are never changed. */
export const MIGRATIONS = {
  '001-ledger': ledger,
  '002-sign-up': signUp,
  '003-delivery': delivery,
  '004-due': due,
  '005-message-domain': messageDomain,
  '006-told-reports': toldReports,
}

/** Runs what is missing, in one transaction: of several processes one does, and the others wait for it. */
export async function migrate(db: Db, schema?: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
    ...(schema !== undefined && { migrationTableSchema: schema }),
  })
  // SQLite would take a table that is replaced by its better self for one that is gone.
  if (!isPostgres(db)) await sql`pragma foreign_keys = off`.execute(db)
  const { error } = await migrator.migrateToLatest()
  if (!isPostgres(db)) await sql`pragma foreign_keys = on`.execute(db)
  if (error !== undefined) throw error
}
