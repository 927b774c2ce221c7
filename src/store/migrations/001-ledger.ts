import { type CreateTableBuilder, type Kysely, SqliteAdapter, sql } from 'kysely'

type Tables = ReturnType<typeof tablesOf>

/** The tables of the first release: the rules that hold whatever a program does stand here, not in the program. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const tables = tablesOf(db)
  await site(tables)
  await posts(db, tables)
  await subscribers(db, tables)
  await editions(tables)
  await deliveries(db, tables)
}

async function site({ table, int, real }: Tables): Promise<void> {
  await table('settings', (t) =>
    t.addColumn('key', 'text', (c) => c.primaryKey().notNull()).addColumn('value', 'text', required),
  )
  await table('documents', (t) =>
    t
      .addColumn('name', 'text', (c) => c.primaryKey().notNull())
      .addColumn('key', 'text', required)
      .addColumn('size', int, required)
      .addColumn('mtime_ms', real, required)
      .addColumn('media', 'text', required),
  )
  await table('locks', (t) =>
    t
      .addColumn('name', 'text', (c) => c.primaryKey().notNull())
      .addColumn('owner', 'text', required)
      .addColumn('epoch', int, required)
      .addColumn('until', int, required),
  )
}

async function posts(db: Kysely<unknown>, { table, int, real }: Tables): Promise<void> {
  await table('contents', (t) =>
    t.addColumn('fingerprint', 'text', (c) => c.primaryKey().notNull()).addColumn('content', 'text', required),
  )
  await table('posts', (t) =>
    t
      .addColumn('id', 'text', (c) => c.primaryKey().notNull())
      .addColumn('seq', int, (c) => c.notNull().unique().check(sql`seq > 0`))
      .addColumn('path', 'text', required)
      .addColumn('slug', 'text', required)
      .addColumn('location', 'text', required)
      .addColumn('title', 'text', required)
      .addColumn('permalink', 'text')
      .addColumn('published_at', int, required)
      .addColumn('updated_at', int)
      .addColumn('announced_at', int, required)
      .addColumn('withdrawn_at', int)
      .addColumn('fingerprint', 'text', required)
      .addColumn('body_hash', 'text', required)
      .addColumn('tags', 'text', required)
      .addColumn('aliases', 'text', required),
  )
  await table('files', (t) =>
    t
      .addColumn('path', 'text', (c) => c.primaryKey().notNull())
      .addColumn('size', int, required)
      .addColumn('mtime_ms', real, required)
      .addColumn('state', 'text', oneOf('state', ['post', 'scheduled', 'draft', 'ignored', 'rejected']))
      .addColumn('post_id', 'text')
      .addColumn('fingerprint', 'text')
      .addColumn('title', 'text')
      .addColumn('slug', 'text')
      .addColumn('location', 'text')
      .addColumn('publish_at', int)
      .addColumn('line', int)
      .addColumn('reason', 'text'),
  )
  await sql`create index posts_newest on posts (published_at desc, seq desc) where withdrawn_at is null`.execute(db)
  await sql`create index posts_fingerprint on posts (fingerprint)`.execute(db)
  await sql`create index files_fingerprint on files (fingerprint)`.execute(db)
  await sql`create index files_scheduled on files (publish_at) where state = 'scheduled'`.execute(db)
}

async function subscribers(db: Kysely<unknown>, { table, int, id }: Tables): Promise<void> {
  await table('subscribers', (t) =>
    id(t)
      .addColumn('address', 'text', required)
      .addColumn('address_key', 'text', (c) => c.notNull().unique())
      .addColumn('name', 'text')
      .addColumn('state', 'text', oneOf('state', ['pending', 'active', 'unsubscribed', 'bounced', 'complained']))
      .addColumn('cadence', 'text', oneOf('cadence', ['instant', 'daily', 'weekly', 'monthly']))
      .addColumn('hour', int, (c) => c.notNull().check(sql`hour between 0 and 23`))
      .addColumn('weekday', int, (c) => c.notNull().check(sql`weekday between 1 and 7`))
      .addColumn('monthday', int, (c) => c.notNull().check(sql`monthday between 1 and 31`))
      .addColumn('zone', 'text', required)
      .addColumn('topics', 'text')
      .addColumn('cursor', int, (c) => c.notNull().check(sql`"cursor" >= 0`))
      .addColumn('due_at', int, required)
      .addColumn('token_epoch', int, required)
      .addColumn('created_at', int, required)
      .addColumn('confirmed_at', int)
      .addColumn('ended_at', int)
      .addColumn('source', 'text', required),
  )
  await table('suppressions', (t) =>
    t
      .addColumn('address_key', 'text', (c) => c.primaryKey().notNull())
      .addColumn('reason', 'text', oneOf('reason', ['unsubscribed', 'bounced', 'complained']))
      .addColumn('detail', 'text', required)
      .addColumn('created_at', int, required),
  )
  await sql`create index subscribers_due on subscribers (due_at) where state = 'active'`.execute(db)
}

async function editions({ table, int, id }: Tables): Promise<void> {
  await table('editions', (t) =>
    id(t)
      .addColumn('key', 'text', (c) => c.notNull().unique())
      .addColumn('subject', 'text', required)
      .addColumn('preheader', 'text', required)
      .addColumn('posts', 'text', required)
      .addColumn('state', 'text', oneOf('state', ['open', 'stopped']))
      .addColumn('created_at', int, required)
      // Long texts come last: SQLite reads through them to reach a column behind.
      .addColumn('html', 'text', required)
      .addColumn('text', 'text', required),
  )
}

const STATES = ['ready', 'claimed', 'sending', 'accepted', 'deferred', 'bounced', 'in_doubt', 'cancelled']

async function deliveries(db: Kysely<unknown>, { table, int, id }: Tables): Promise<void> {
  await table('deliveries', (t) =>
    id(t)
      .addColumn('edition_id', int, (c) => c.notNull().references('editions.id'))
      .addColumn('subscriber_id', int, (c) => c.notNull().references('subscribers.id'))
      .addColumn('state', 'text', oneOf('state', STATES))
      .addColumn('attempts', int, (c) => c.notNull().check(sql`attempts >= 0`))
      .addColumn('owner', 'text')
      .addColumn('epoch', int, required)
      .addColumn('lease_until', int)
      .addColumn('next_at', int)
      .addColumn('hold_until', int)
      .addColumn('reply', 'text')
      .addColumn('planned_at', int, required)
      .addColumn('changed_at', int, required)
      .addColumn('resends', int, required)
      .addUniqueConstraint('deliveries_once', ['subscriber_id', 'edition_id'])
      .addCheckConstraint(
        'deliveries_owned',
        sql`(state in ('claimed', 'sending')) = (owner is not null and lease_until is not null)`,
      )
      .addCheckConstraint('deliveries_next', sql`state <> 'deferred' or next_at is not null`)
      .addCheckConstraint('deliveries_resent', sql`resends in (0, 1)`),
  )
  await sql`create index deliveries_state on deliveries (edition_id, state)`.execute(db)
  await sql`create index deliveries_ready on deliveries (planned_at, id) where state = 'ready'`.execute(db)
  await sql`create index deliveries_deferred on deliveries (next_at, id) where state = 'deferred'`.execute(db)
  await sql`create index deliveries_held on deliveries (hold_until, id) where state = 'in_doubt'`.execute(db)
  await sql`create index deliveries_owner on deliveries (owner) where owner is not null`.execute(db)
  await sql`create index deliveries_person on deliveries (changed_at) where state in ('bounced', 'in_doubt')`.execute(
    db,
  )
}

// biome-ignore lint/suspicious/noExplicitAny: a table under construction has no columns that a type could name
type AnyTable = CreateTableBuilder<any, any>
type AnyColumn = Parameters<NonNullable<Parameters<AnyTable['addColumn']>[2]>>[0]

function required(column: AnyColumn): AnyColumn {
  return column.notNull()
}

function oneOf(column: string, values: string[]) {
  const list = sql.join(values.map((value) => sql.lit(value)))
  return (c: AnyColumn): AnyColumn => c.notNull().check(sql`${sql.id(column)} in (${list})`)
}

/** SQLite checks types of strict tables only; its row ids are its integer primary keys. */
function tablesOf(db: Kysely<unknown>) {
  const sqlite = db.getExecutor().adapter instanceof SqliteAdapter
  return {
    int: sqlite ? ('integer' as const) : ('bigint' as const),
    real: sqlite ? ('real' as const) : ('double precision' as const),
    id: (t: AnyTable): AnyTable =>
      t.addColumn('id', sqlite ? 'integer' : 'bigint', (c) =>
        (sqlite ? c : c.generatedAlwaysAsIdentity()).primaryKey(),
      ),
    table: async (name: string, build: (t: AnyTable) => AnyTable): Promise<void> => {
      const table = build(db.schema.createTable(name))
      await (sqlite ? table.modifyEnd(sql`strict`) : table).execute()
    },
  }
}
