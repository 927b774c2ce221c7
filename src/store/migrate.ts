import { Migrator } from 'kysely/migration'
import type { Db } from './db.ts'
import * as ledger from './migrations/001-ledger.ts'

/** Every migration by its number and name, which are never changed. */
export const MIGRATIONS = { '001-ledger': ledger }

/** Runs what is missing, in one transaction: of several processes one does, and the others wait for it. */
export async function migrate(db: Db, schema?: string): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
    ...(schema !== undefined && { migrationTableSchema: schema }),
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}
