import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Db, isPostgres } from '../src/store/db.ts'

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC']
const CADENCES = ['instant', 'daily', 'daily', 'weekly', 'weekly', 'monthly', 'instant', 'daily', 'weekly', 'daily']
const TOPICS = [null, null, null, null, '["rust"]', '["go"]', '["rust","go"]']

/** A site with three posts, whose worker looks every two seconds. */
export function makeSite(port: number): string {
  const root = mkdtempSync(join(tmpdir(), 'dateline-million-'))
  for (const folder of ['config', 'posts']) mkdirSync(join(root, folder))
  writeFileSync(
    join(root, 'config/dateline.yaml'),
    `site:\n  title: Bench\n  url: https://blog.example.org\ndigest:\n  from: ada@example.org\n  since: 2024-01-01\nworker:\n  tick: "*/2 * * * * *"\nhttp:\n  port: ${port}\n`,
  )
  for (const [n, tag] of ['rust', 'go', 'life'].entries()) addPost(root, n + 1, tag)
  return root
}

export function addPost(root: string, day: number, tag: string): void {
  const words = 'Some words that make a post of a usual length, one after the other.\n\n'.repeat(40)
  writeFileSync(
    join(root, `posts/post-${day}.md`),
    `---\ntitle: Post ${day}\ndate: 2024-05-0${day}\ntags: [${tag}]\n---\n\n${words}`,
  )
}

/** Active subscribers of several zones, cadences and topics, of whom nobody is due. */
export async function addSubscribers(db: Db, count: number): Promise<void> {
  const numbers = isPostgres(db)
    ? sql`generate_series(1, ${count}::bigint) as numbers(n)`
    : sql`(with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count}) select n from numbers)`
  const ahead = Date.now() + 3_600_000
  const behind = Date.now() - 3_600_000
  await sql`insert into subscribers
    (address, address_key, name, state, cadence, hour, weekday, monthday, zone, topics, "cursor", due_at, token_epoch, created_at, confirmed_at, source)
    select 'reader' || n || '@readers.example', 'reader' || n || '@readers.example', 'Reader ' || n, 'active',
      ${pick(CADENCES)}, n % 24, 1 + n % 7, 1 + n % 28, ${pick(ZONES)}, ${pick(TOPICS)}, 3,
      case when ${pick(CADENCES)} = 'instant' then cast(${behind} as bigint) else cast(${ahead} as bigint) + (n % 24) * 3600000 end,
      0, cast(${behind} as bigint), cast(${behind} as bigint), 'bench' from ${numbers}`.execute(db)
  await bringIn(db)
}

/** The hour of all who do not wait for a post comes at a time, in milliseconds; some have had more of the posts than others. */
export async function makeDue(db: Db, dueAt: number): Promise<void> {
  await sql`update subscribers set "cursor" = id % 4, due_at = cast(${dueAt} as bigint) - id % 3 where cadence <> 'instant'`.execute(
    db,
  )
  await bringIn(db)
}

function pick(values: readonly (string | null)[]) {
  const cases = values.map((value, n) => sql`when ${sql.lit(n)} then ${value === null ? sql`null` : sql.lit(value)}`)
  return sql`case n % ${sql.lit(values.length)} ${sql.join(cases, sql` `)} end`
}

/** What was written here is not left to the worker to bring into the file. */
async function bringIn(db: Db): Promise<void> {
  if (!isPostgres(db)) await sql`pragma wal_checkpoint(truncate)`.execute(db)
}
