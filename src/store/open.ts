import { Kysely, sql } from 'kysely'
import type { Db } from './db.ts'
import { StoreError } from './errors.ts'
import type { Schema } from './schema.ts'

/** `close` may be called once, when nothing else is under way. */
export type Store = { db: Db; kind: 'sqlite' | 'postgres'; close: () => Promise<void> }

/** A file, or `:memory:`; or a PostgreSQL address with the schema of the tables, which is made when it is missing. */
export type Where = { file: string } | { url: string; schema?: string }

/** Name of the newest migration that this program has. */
export const NEWEST = '006-told-reports'

/**
 * Opens the store and brings its tables up to date; several processes may do so at once, on a new database too.
 * @throws StoreError when it cannot be opened, is damaged, or was written by a newer Dateline
 */
export async function openStore(where: Where): Promise<Store> {
  const kind = 'file' in where ? 'sqlite' : 'postgres'
  const db = new Kysely<Schema>({ dialect: await dialectOf(where) })
  try {
    const version = await readVersion(db)
    if (version !== null && version > NEWEST) throw newer(where, version)
    if (version !== NEWEST) {
      const { migrate } = await import('./migrate.ts')
      await migrate(db, 'url' in where ? where.schema : undefined)
    }
  } catch (error) {
    await db.destroy()
    throw error
  }
  return { db, kind, close: () => db.destroy() }
}

async function dialectOf(where: Where) {
  if ('file' in where) return (await import('./sqlite.ts')).sqliteDialect(where.file)
  return (await import('./postgres.ts')).postgresDialect(where.url, where.schema)
}

/** The newest migration that the database has seen; null for a new one. */
async function readVersion(db: Db): Promise<string | null> {
  try {
    const { rows } = await sql<{ name: string | null }>`select max(name) as name from migrations`.execute(db)
    return rows[0]?.name ?? null
  } catch (error) {
    if (isMissingTable(error)) return null
    throw error
  }
}

function isMissingTable(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return code === '42P01' || (message ?? '').startsWith('no such table')
}

function newer(where: Where, version: string): StoreError {
  const place = 'file' in where ? where.file : 'The database in DATABASE_URL'
  return new StoreError(
    `${place}: was written by a newer Dateline (${version}; this one knows ${NEWEST}). Install the newer one again.`,
  )
}
