import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { race } from '../../test/support/races.ts'
import { freshPlace, freshStore, KINDS, openAt } from '../../test/support/stores.ts'
import { StoreError } from './errors.ts'
import { MIGRATIONS } from './migrate.ts'
import { NEWEST, openStore } from './open.ts'
import { saveSetting } from './settings.ts'

it('knows its newest migration by name', () => {
  expect(Object.keys(MIGRATIONS).sort().at(-1)).toBe(NEWEST)
})

describe.each(KINDS)('a store in %s', (kind) => {
  it('says which kind it is', async () => {
    expect((await freshStore(kind)).kind).toBe(kind)
  })

  it('is set up once when four processes open a new database at once', async () => {
    const place = await freshPlace(kind)
    await race('open', place, 4)
    const { db } = await openAt(place)
    const { rows } = await sql<{ name: string }>`select name from migrations`.execute(db)
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(MIGRATIONS))
  })

  it('refuses a database that a newer program has written', async () => {
    const place = await freshPlace(kind)
    const { db } = await openAt(place)
    await sql`insert into migrations (name, timestamp) values ('999-later', '2030-01-01')`.execute(db)
    await expect(openStore(place)).rejects.toThrow(
      new StoreError(
        `${'file' in place ? place.file : 'The database in DATABASE_URL'}: was written by a newer Dateline (999-later; this one knows ${NEWEST}). Install the newer one again.`,
      ),
    )
  })

  it('refuses rows that break the rules of the ledger', async () => {
    const { db } = await freshStore(kind)
    const insert = sql`insert into deliveries (edition_id, subscriber_id, state, attempts, epoch, planned_at, changed_at, resends) values (1, 1, 'ready', 0, 0, 0, 0, 0)`
    await expect(insert.execute(db)).rejects.toThrow(/foreign key/i)
    await expect(sql`insert into suppressions values ('a@example.org', 'mood', '', 0)`.execute(db)).rejects.toThrow(
      /check/i,
    )
  })

  it('undoes the whole of a transaction that fails', async () => {
    const { db } = await freshStore(kind)
    const work = db.transaction().execute(async (trx) => {
      await saveSetting(trx, 'host', 'blog.example.org')
      throw new Error('stop')
    })
    await expect(work).rejects.toThrow('stop')
    expect(await db.selectFrom('settings').selectAll().execute()).toEqual([])
  })
})
