import { sql } from 'kysely'
import { aside } from './aside.ts'
import { type Db, isPostgres } from './db.ts'
import { StoreError } from './errors.ts'

/**
 * Reads the whole of a SQLite file, in some seconds for each gigabyte, and finds damage that a query may never meet. It
 * belongs before sending, not before every run. PostgreSQL checks its own pages.
 * @throws StoreError when the file is damaged
 */
export async function checkStore(db: Db): Promise<void> {
  if (isPostgres(db)) return
  const [row] = await aside(db, sql<{ quick_check: string }>`pragma quick_check(1)`)
  const finding = row?.quick_check ?? 'no answer'
  if (finding === 'ok') return
  const { rows: files } = await sql<{ file: string }>`pragma database_list`.execute(db)
  throw new StoreError(
    `${files[0]?.file}: is damaged, and nothing was sent. Put a backup of it back in its place. (SQLite: ${finding.replace(/\s+/g, ' ')})`,
  )
}
