import { type Kysely, sql } from 'kysely'

/** Whether a run has told of what a report says. Those that were there before this was kept are old news. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    'alter table reports add column is_told integer not null default 0 check (is_told in (0, 1))',
    'update reports set is_told = 1',
    'create index reports_untold on reports (id) where is_told = 0',
  ]) {
    await sql.raw(statement).execute(db)
  }
}
