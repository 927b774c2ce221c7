import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { freshPlace, KINDS, openAt } from '../../../test/support/stores.ts'
import type { Where } from '../open.ts'
import { postgresDialect } from '../postgres.ts'
import { sqliteDialect } from '../sqlite.ts'
import * as ledger from './001-ledger.ts'
import * as signUp from './002-sign-up.ts'

const ROWS = [
  `insert into subscribers (id, address, address_key, state, cadence, hour, weekday, monthday, zone, "cursor", due_at, token_epoch,
    created_at, source) {own} values (1, 'ada@example.org', 'ada@example.org', 'active', 'site', 8, 1, 1, 'UTC', 3, 1000, 1, 10, 'list')`,
  `insert into editions (id, key, subject, preheader, posts, state, created_at, html, text, kind) {own}
    values (1, 'key', 'Subject', 'In short', '[]', 'open', 5, '<p>A</p>', 'A', 'digest')`,
  `insert into deliveries (id, edition_id, subscriber_id, state, attempts, epoch, next_at, reply, planned_at, changed_at, resends, lane)
    {own} values (7, 1, 1, 'deferred', 1, 2, 9000, '450 later', 5, 6, 0, 0)`,
]

/** A database as the release before left it, brought up to date. */
async function migrated(kind: (typeof KINDS)[number]) {
  const place: Where = await freshPlace(kind)
  const schema = 'url' in place ? place.schema : undefined
  const dialect = 'url' in place ? postgresDialect(place.url, schema) : await sqliteDialect(place.file)
  const old = new Kysely<unknown>({ dialect })
  const migrator = new Migrator({
    db: old,
    provider: { getMigrations: async () => ({ '001-ledger': ledger, '002-sign-up': signUp }) },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
    ...(schema !== undefined && { migrationTableSchema: schema }),
  })
  expect((await migrator.migrateToLatest()).error).toBeUndefined()
  const own = 'url' in place ? 'overriding system value' : ''
  for (const row of ROWS) await sql.raw(row.replace('{own}', own)).execute(old)
  await old.destroy()
  return (await openAt(place)).db
}

describe.each(KINDS)('a store of the release before in %s', (kind) => {
  it('keeps what waits, with nothing held and nothing parked', async () => {
    const db = await migrated(kind)
    expect(await db.selectFrom('deliveries').select(['id', 'state', 'next_at', 'reply', 'parked']).execute()).toEqual([
      { id: 7, state: 'deferred', next_at: 9000, reply: '450 later', parked: 0 },
    ])
    expect(await db.selectFrom('editions').select(['held_at', 'held_why', 'approved_at']).execute()).toEqual([
      { held_at: null, held_why: null, approved_at: null },
    ])
  })

  it('takes the same report once', async () => {
    const db = await migrated(kind)
    const report = {
      source: 'inbound',
      source_key: 'a',
      kind: 'bounced',
      is_hard: 1,
      subscriber_id: 1,
      detail: '',
      at: 1,
    } as const
    await db.insertInto('reports').values(report).execute()
    await expect(db.insertInto('reports').values(report).execute()).rejects.toThrow(/unique/i)
  })

  it('lets attempts and reports go with their subscriber', async () => {
    const db = await migrated(kind)
    await db.insertInto('attempts').values({ delivery_id: 7, epoch: 2, attempt: 1, state: 'deferred', at: 6 }).execute()
    await db
      .insertInto('reports')
      .values({
        source: 'a',
        source_key: 'b',
        kind: 'bounced',
        is_hard: 0,
        subscriber_id: 1,
        delivery_id: 7,
        detail: '',
        at: 1,
      })
      .execute()
    await db.deleteFrom('deliveries').where('id', '=', 7).execute()
    await db.deleteFrom('subscribers').where('id', '=', 1).execute()
    expect(await db.selectFrom('attempts').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('reports').selectAll().execute()).toEqual([])
  })
})
