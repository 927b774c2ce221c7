import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { freshPlace, KINDS, openAt } from '../../test/support/stores.ts'
import { aside } from './aside.ts'
import { checkStore } from './check.ts'
import type { Db } from './db.ts'
import { StoreError } from './errors.ts'

const PAGE = 4096

/** Makes the file so large that a thread reads it. */
async function grow(db: Db): Promise<void> {
  for (let n = 0; n < 20; n++) {
    const content = String(n).repeat(600_000)
    await db
      .insertInto('contents')
      .values({ fingerprint: `print-${n}`, content })
      .execute()
  }
}

/** Brings the write-ahead log into the file; while a thread is at it already, SQLite says that it is busy. */
async function emptyLog(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
    if (rows[0]?.busy === 0) return
    await setImmediate()
  }
}

const sums = (db: Db) => db.selectFrom('contents').select((eb) => eb.fn.countAll<number>().as('count'))

describe.each(KINDS)('what takes long, asked of %s', (kind) => {
  it('is answered with rows', async () => {
    const { db } = await openAt(await freshPlace(kind))
    await db.insertInto('contents').values({ fingerprint: 'one', content: '1' }).execute()
    expect(await aside(db, sums(db).where('fingerprint', '=', 'one'))).toEqual([{ count: 1 }])
  })
})

describe('a large file of SQLite', () => {
  it('is read by a thread, and with what was just committed', async () => {
    const place = await freshPlace('sqlite')
    const { db } = await openAt(place)
    // Whoever reads meanwhile keeps the log out of the file, which stays small.
    using reader = new DatabaseSync('file' in place ? place.file : '')
    reader.exec('begin; select count(*) from contents')
    await grow(db)
    await db.insertInto('contents').values({ fingerprint: 'last', content: '1' }).execute()
    let threads = 0
    const count = () => threads++
    process.on('worker', count)
    expect(await aside(db, sums(db).where('fingerprint', '<>', 'none'))).toEqual([{ count: 21 }])
    process.off('worker', count)
    expect(threads).toBe(1)
  })

  it('is refused with place and fix where it is damaged', async () => {
    const place = await freshPlace('sqlite')
    const file = 'file' in place ? place.file : ''
    const { db } = await openAt(place)
    await grow(db)
    await emptyLog(db)
    await checkStore(db)
    const handle = openSync(file, 'r+')
    const pages = statSync(file).size / PAGE
    for (let page = 10; page < pages; page += 7) writeSync(handle, Buffer.alloc(PAGE, 0xee), 0, PAGE, page * PAGE)
    closeSync(handle)
    const refusal = await checkStore(db).catch((error) => error)
    expect(refusal).toBeInstanceOf(StoreError)
    expect(refusal.message).toContain(`${file}: is damaged, and nothing was sent.`)
  })

  it('answers a question that has a fault with that fault', async () => {
    const { db } = await openAt(await freshPlace('sqlite'))
    await grow(db)
    await expect(aside(db, sql`select 1 from nowhere`)).rejects.toThrow('no such table: nowhere')
  })
})
