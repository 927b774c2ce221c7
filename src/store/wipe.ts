import { createReadStream } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { type Db, isPostgres } from './db.ts'
import { StoreError } from './errors.ts'

/** Where a log is being brought into the file already, SQLite does not wait for the end of that. */
const TRIES = 20
const PAUSE_MS = 50

/**
 * Sees to it that a text which no row holds any more is not left in the bytes of a SQLite file either: a page that was
 * freed keeps what it held until it is used again. The file is written anew only where the text is found. PostgreSQL is
 * left to its own vacuum.
 * @param text ASCII; found in any case of its letters
 * @throws StoreError when somebody keeps the file from being written anew
 */
export async function wipeText(db: Db, text: string): Promise<void> {
  if (isPostgres(db)) return
  const { rows } = await sql<{ file: string }>`pragma database_list`.execute(db)
  const file = rows[0]?.file
  if (!file) return
  await emptyLog(db, file)
  if (!(await holds(file, text))) return
  await sql`vacuum`.execute(db)
  await emptyLog(db, file)
}

/** Brings the write-ahead log into the file, and empties it. */
async function emptyLog(db: Db, file: string): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
    if (rows[0]?.busy !== 1) return
    await setTimeout(PAUSE_MS)
  }
  throw new StoreError(`${file}: another program is reading it, so that deleted bytes stay in ${file}-wal. Try again.`)
}

async function holds(file: string, text: string): Promise<boolean> {
  const wanted = text.toLowerCase()
  let before = ''
  for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
    const part = before + (chunk as string).toLowerCase()
    if (part.includes(wanted)) return true
    before = part.slice(-wanted.length)
  }
  return false
}
