import { sql } from 'kysely'
import type { Db } from '../../src/store/db.ts'
import { tableOf } from '../../src/store/rows.ts'

const COLUMNS = { address: 'text', zone: 'text', cadence: 'text' } as const

/** Adds many active readers at once, of two zones and two cadences, who are due and have had nothing yet. */
export async function addManyReaders(db: Db, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => ({
    address: `reader${n}@readers.example`,
    zone: n % 2 === 0 ? 'Europe/Berlin' : 'Asia/Tokyo',
    cadence: n % 3 === 0 ? 'instant' : 'daily',
  }))
  const readers = db
    .selectFrom(tableOf<(typeof rows)[number]>(db, COLUMNS, rows))
    .selectAll()
    .as('readers')
  await sql`insert into subscribers (address, address_key, zone, cadence, source, state, hour, weekday, monthday, "cursor",
    due_at, token_epoch, created_at)
    select address, address, zone, cadence, 'test', 'active', 8, 1, 1, 0, 1, 0, 1 from ${readers}`.execute(db)
}
