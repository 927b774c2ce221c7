import { type Kysely, sql } from 'kysely'

/** What stands behind the @ of an edition's Message-IDs, whatever address it is sent from later. Null of editions from before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table editions add column message_domain text check (message_domain <> '')`.execute(db)
}
