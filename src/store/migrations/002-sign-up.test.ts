import { Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { race } from '../../../test/support/races.ts'
import { freshPlace, KINDS, openAt } from '../../../test/support/stores.ts'
import type { Where } from '../open.ts'
import { postgresDialect } from '../postgres.ts'
import { sqliteDialect } from '../sqlite.ts'
import * as ledger from './001-ledger.ts'

type Rows = Record<string, unknown>[]

const SUBSCRIBERS = [
  `(1, 'Ada@example.org', 'ada@example.org', 'Ada', 'active', 'weekly', 8, 1, 1, 'Europe/Berlin', '["rust"]', 3, 1000, 1,
    10, 20, null, 'import list.csv')`,
  `(7, 'bob@example.org', 'bob@example.org', null, 'unsubscribed', 'monthly', 0, 7, 31, 'UTC', null, 0, 2000, 2,
    11, null, 30, 'command line')`,
]
const COLUMNS = {
  settings: 'key, value',
  documents: 'name, key, size, mtime_ms, media',
  locks: 'name, owner, epoch, until',
  contents: 'fingerprint, content',
  posts: `id, seq, path, slug, location, title, permalink, published_at, updated_at, announced_at, withdrawn_at, fingerprint,
    body_hash, tags, aliases`,
  files: 'path, size, mtime_ms, state, post_id, fingerprint, title, slug, location, publish_at, line, reason',
  subscribers: `id, address, address_key, name, state, cadence, hour, weekday, monthday, zone, topics, "cursor", due_at,
    token_epoch, created_at, confirmed_at, ended_at, source`,
  suppressions: 'address_key, reason, detail, created_at',
  editions: 'id, key, subject, preheader, posts, state, created_at, html, text',
  deliveries: `id, edition_id, subscriber_id, state, attempts, owner, epoch, lease_until, next_at, hold_until, reply, planned_at,
    changed_at, resends`,
}
const VALUES: Record<keyof typeof COLUMNS, string[]> = {
  settings: [`('host', 'blog.example.org')`],
  documents: [`('rss.xml', 'abc', 10, 1.5, '[]')`],
  locks: [`('publish', 'one', 4, 99)`],
  contents: [`('print', '{}')`],
  posts: [`('tag:a', 1, 'a.md', 'a', 'a', 'A', null, 1, null, 2, null, 'print', 'hash', '["rust"]', '[]')`],
  files: [`('a.md', 3, 1.25, 'post', 'tag:a', 'print', 'A', 'a', 'a', 1, null, null)`],
  subscribers: SUBSCRIBERS,
  suppressions: [`('bob@example.org', 'unsubscribed', 'one-click', 30)`],
  editions: [`(1, 'key', 'Subject', 'In short', '["tag:a"]', 'open', 5, '<p>A</p>', 'A')`],
  deliveries: [
    `(1, 1, 1, 'deferred', 1, null, 2, null, 9000, null, '450 later', 5, 6, 0)`,
    `(2, 1, 7, 'accepted', 1, null, 1, null, null, null, '250 ok', 5, 6, 0)`,
  ],
}
const TABLES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]

/** A database as the first release left it, with something in every table; and what is in it. */
async function atFirst(place: Where): Promise<Record<string, Rows>> {
  const schema = 'url' in place ? place.schema : undefined
  const dialect = 'url' in place ? postgresDialect(place.url, schema) : await sqliteDialect(place.file)
  const db = new Kysely<unknown>({ dialect })
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ '001-ledger': ledger }) },
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
    ...(schema !== undefined && { migrationTableSchema: schema }),
  })
  expect((await migrator.migrateToLatest()).error).toBeUndefined()
  const override = 'url' in place ? 'overriding system value' : ''
  for (const table of TABLES) {
    await sql.raw(`insert into ${table} (${COLUMNS[table]}) ${override} values ${VALUES[table]}`).execute(db)
  }
  const rows = await contentOf(db)
  await db.destroy()
  return rows
}

async function contentOf(db: Kysely<never> | Kysely<unknown>): Promise<Record<string, Rows>> {
  const found: Record<string, Rows> = {}
  for (const table of TABLES) {
    found[table] = (
      await sql
        .raw<Record<string, unknown>>(`select ${COLUMNS[table]} from ${table} order by 1`)
        .execute(db as Kysely<unknown>)
    ).rows
  }
  return found
}

async function migrated(kind: (typeof KINDS)[number]) {
  const place = await freshPlace(kind)
  const before = await atFirst(place)
  const { db } = await openAt(place)
  return { before, db }
}

describe.each(KINDS)('a store of the first release in %s', (kind) => {
  it('keeps every row when it is brought up to date', async () => {
    const { before, db } = await migrated(kind)
    expect(await contentOf(db as unknown as Kysely<unknown>)).toEqual(before)
    expect(Object.values(before).map((rows) => rows.length)).toEqual([1, 1, 1, 1, 1, 1, 2, 1, 1, 2])
  })

  it('has digests where there were editions, in their lane, and nobody is paused', async () => {
    const { db } = await migrated(kind)
    expect(await db.selectFrom('editions').select('kind').execute()).toEqual([{ kind: 'digest' }])
    expect(await db.selectFrom('deliveries').select('lane').execute()).toEqual([{ lane: 0 }, { lane: 0 }])
    const left = await db.selectFrom('subscribers').select(['paused_until', 'leave_reason']).execute()
    expect(left).toEqual([
      { paused_until: null, leave_reason: null },
      { paused_until: null, leave_reason: null },
    ])
  })

  it('knows the new cadence, and still none that is unknown', async () => {
    const { db } = await migrated(kind)
    await db.updateTable('subscribers').set({ cadence: 'site' }).execute()
    await expect(
      db
        .updateTable('subscribers')
        .set({ cadence: 'yearly' as 'site' })
        .execute(),
    ).rejects.toThrow(/check/i)
  })

  it('lets nobody go to whom a delivery belongs, and takes the consents of who goes along', async () => {
    const { db } = await migrated(kind)
    await expect(db.deleteFrom('subscribers').where('id', '=', 1).execute()).rejects.toThrow(/foreign key/i)
    const consent = { kind: 'subscribe', address: 'a', address_key: 'a', source: '', client: '', wording: '' } as const
    const times = { asked_at: 1, expires_at: 2, nonce: 'n' }
    await db
      .insertInto('consents')
      .values({ ...consent, ...times, subscriber_id: 7 })
      .execute()
    await db.deleteFrom('deliveries').where('subscriber_id', '=', 7).execute()
    await db.deleteFrom('subscribers').where('id', '=', 7).execute()
    expect(await db.selectFrom('consents').select('id').execute()).toEqual([])
  })

  it('has no two subscribers with one address', async () => {
    const { db } = await migrated(kind)
    const same = db.updateTable('subscribers').set({ address_key: 'ada@example.org' }).where('id', '=', 7)
    await expect(same.execute()).rejects.toThrow(/unique/i)
  })
})

it('leaves no reference of SQLite without its row, and looks after them from then on', async () => {
  const { db } = await migrated('sqlite')
  expect((await sql`pragma foreign_key_check`.execute(db)).rows).toEqual([])
  expect((await sql`pragma foreign_keys`.execute(db)).rows).toEqual([{ foreign_keys: 1 }])
  expect((await sql`pragma integrity_check`.execute(db)).rows).toEqual([{ integrity_check: 'ok' }])
})

describe.each(KINDS)('a store of the first release that three programs open at once, in %s', (kind) => {
  it('is brought up to date once', async () => {
    const place = await freshPlace(kind)
    await atFirst(place)
    await race('open', place, 3)
    const { db } = await openAt(place)
    expect(await db.selectFrom('subscribers').select('id').orderBy('id').execute()).toEqual([{ id: 1 }, { id: 7 }])
  })
})
