import { type Kysely, sql } from 'kysely'

/**
 * Who is due is walked in the order of these, a piece at a time, however many there are who are not: by the time that has
 * come, and, where a new post is all that is waited for, by the last one that they had.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    'drop index subscribers_due',
    `create index subscribers_due on subscribers (due_at, id) where state = 'active' and cadence <> 'instant'`,
    `create index subscribers_behind on subscribers (cadence, "cursor", id, due_at) where state = 'active'`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
