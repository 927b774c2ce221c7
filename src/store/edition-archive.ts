import { sql } from 'kysely'
import { editionName } from '../digests/edition-name.ts'
import { type Db, isPostgres } from './db.ts'

/** A digest that went out, as a list shows it. `posts` counts them; `frozenAt` in milliseconds. */
export type ArchivedEdition = {
  id: number
  name: string
  subject: string
  preheader: string
  posts: number
  frozenAt: number
}

/** How far behind the newest a row may still turn up: PostgreSQL gives out ids before rows can be seen. */
const UNSEEN = 500

/**
 * A function that finds the id of an edition by its name; null when there is none. It remembers the names, so that a name
 * that nobody knows costs no more than one that is known.
 */
export function editionFinder(db: Db): (name: string) => Promise<number | null> {
  const ids = new Map<string, number>()
  let last = 0
  return async (name) => {
    const known = ids.get(name)
    if (known !== undefined) return known
    const rows = await db
      .selectFrom('editions')
      .select(['id', 'key'])
      .where('id', '>', last - UNSEEN)
      .execute()
    for (const { id, key } of rows) {
      ids.set(editionName(key), id)
      last = Math.max(last, id)
    }
    return ids.get(name) ?? null
  }
}

/** The digests that went out to anybody, newest first; with `before`, those that are older than this id. */
export async function archivedEditions(
  db: Db,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<ArchivedEdition[]> {
  const rows = await archived(db)
    .select(['editions.id', 'key', 'subject', 'preheader', 'posts', 'created_at as frozenAt'])
    .$if(before !== undefined, (query) => query.where('editions.id', '<', before as number))
    .orderBy('editions.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ key, posts, ...same }) => ({
    ...same,
    name: editionName(key),
    posts: (JSON.parse(posts) as string[]).length,
  }))
}

/** The frozen HTML of a digest that went out, with its tokens; null when it did not, or is not to be seen any more. */
export async function archivedHtml(db: Db, id: number): Promise<string | null> {
  const row = await archived(db).select('html').where('editions.id', '=', id).executeTakeFirst()
  return row?.html ?? null
}

/** Only what left the house in part at least: what waits can still be stopped. Nor what holds a post that was withdrawn. */
function archived(db: Db) {
  return db
    .selectFrom('editions')
    .where('kind', '=', 'digest')
    .where('editions.state', '=', 'open')
    .where(hasBegun())
    .where((eb) => eb.not(holdsWithdrawn(db)))
}

function hasBegun() {
  return sql<boolean>`exists (
    select 1 from deliveries where deliveries.edition_id = editions.id
      and (deliveries.state in ('sending', 'accepted', 'in_doubt') or deliveries.resends > 0)
  )`
}

function holdsWithdrawn(db: Db) {
  const ids = isPostgres(db)
    ? sql`select json_array_elements_text(cast(editions.posts as json))`
    : sql`select value from json_each(editions.posts)`
  return sql<boolean>`exists (select 1 from posts where posts.withdrawn_at is not null and posts.id in (${ids}))`
}
