import { type Kysely, SqliteAdapter, sql } from 'kysely'

/**
 * Mail that is held, limited, reported on and explained: editions that wait for a person, what was tried and answered, what
 * came back later, and how much was sent.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const sqlite = db.getExecutor().adapter instanceof SqliteAdapter
  const types = sqlite
    ? { id: 'integer', int: 'integer', end: 'strict' }
    : { id: 'bigint generated always as identity', int: 'bigint', end: '' }
  const typed = (statement: string) =>
    statement.replaceAll(/\{(id|int|end)\}/g, (_, name: keyof typeof types) => types[name])
  for (const statement of [...HOLDS, ...PARKED, ATTEMPTS, REPORTS, SPENDING, PACES, ...INDEXES]) {
    await sql.raw(typed(statement)).execute(db)
  }
}

/** An edition with `held_at` waits for a person; what was approved is not held for its size again. */
const HOLDS = [
  'alter table editions add column held_at {int}',
  'alter table editions add column held_why text',
  'alter table editions add column approved_at {int}',
  'create index editions_held on editions (id) where held_at is not null',
  'create index editions_approved on editions (id) where approved_at is not null',
]

/** A delivery of a held edition is parked, out of the way of those that may be claimed. */
const PARKED = [
  'alter table deliveries add column parked integer not null default 0 check (parked in (0, 1))',
  'drop index deliveries_ready',
  'drop index deliveries_deferred',
  'drop index deliveries_held',
  `create index deliveries_ready on deliveries (lane, parked, planned_at, id) where state = 'ready'`,
  `create index deliveries_deferred on deliveries (lane, parked, next_at, id) where state = 'deferred'`,
  `create index deliveries_held on deliveries (lane, parked, hold_until, id) where state = 'in_doubt'`,
  'create index deliveries_parked on deliveries (edition_id, id) where parked = 1',
]

/** What servers answered, except to a delivery that was accepted at once: its own row says all of that. */
const ATTEMPTS = `create table attempts (
  delivery_id {int} not null references deliveries (id) on delete cascade,
  epoch {int} not null,
  attempt {int} not null,
  state text not null,
  reply text,
  at {int} not null,
  primary key (delivery_id, epoch)
) {end}`

/** What came back about mail that a server had taken: reports of bounces and delays, and complaints. */
const REPORTS = `create table reports (
  id {id} primary key,
  source text not null,
  source_key text not null,
  kind text not null check (kind in ('bounced', 'delayed', 'complained')),
  is_hard integer not null check (is_hard in (0, 1)),
  subscriber_id {int} not null references subscribers (id) on delete cascade,
  delivery_id {int} references deliveries (id) on delete cascade,
  edition_id {int} references editions (id),
  status text,
  detail text not null,
  at {int} not null,
  unique (source, source_key)
) {end}`

/** How many messages went out in a day or a month: in all, and to a receiving domain. */
const SPENDING = `create table spending (
  name text not null,
  period text not null,
  messages {int} not null,
  primary key (name, period)
) {end}`

/** When the next message may go out, in microseconds: the limits per second hold over processes and restarts. */
const PACES = `create table paces (
  name text primary key not null,
  free_at {int} not null
) {end}`

const INDEXES = [
  'create index reports_subscriber on reports (subscriber_id, at)',
  'create index reports_edition on reports (edition_id, kind)',
  'create index reports_delivery on reports (delivery_id)',
]
