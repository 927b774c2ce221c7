import { sql } from 'kysely'
import type { FileRecord, KnownPost } from '../posts/known.ts'
import type { ScanPlan } from '../posts/plan.ts'
import type { Trx } from './db.ts'
import { FILE_COLUMNS, fileRow, POST_COLUMNS, postRow } from './post-rows.ts'
import { tableOf } from './rows.ts'

const columnsOf = <Columns extends object>(columns: Columns) => Object.keys(columns) as (keyof Columns & string)[]

export const FILE_NAMES = columnsOf(FILE_COLUMNS)
export const POST_NAMES = columnsOf(POST_COLUMNS)

export async function writeFiles(trx: Trx, files: FileRecord[]): Promise<void> {
  const table = tableOf(trx, FILE_COLUMNS, files.map(fileRow))
  await trx
    .insertInto('files')
    .columns(FILE_NAMES)
    // SQLite reads an upsert from a select as a join, unless the select has a condition.
    .expression(
      trx
        .selectFrom(table)
        .select(FILE_NAMES)
        .where((eb) => eb.lit(true)),
    )
    .onConflict((conflict) =>
      conflict
        .column('path')
        .doUpdateSet((eb) => Object.fromEntries(FILE_NAMES.map((name) => [name, eb.ref(`excluded.${name}`)]))),
    )
    .execute()
}

export async function removeFiles(trx: Trx, paths: string[]): Promise<void> {
  const table = tableOf<{ path: string }>(
    trx,
    { path: 'text' },
    paths.map((path) => ({ path })),
  )
  await trx.deleteFrom('files').where('path', 'in', trx.selectFrom(table).select('v.path')).execute()
}

/** Numbers the posts that are not announced yet, after the last number that was given, and keeps them. */
export async function announcePosts(trx: Trx, posts: ScanPlan['announce']): Promise<KnownPost[]> {
  const ids = tableOf<{ id: string }>(trx, { id: 'text' }, posts)
  const rows = await trx
    .selectFrom('posts')
    .select('id')
    .where('id', 'in', trx.selectFrom(ids).select('v.id'))
    .execute()
  const announced = new Set(rows.map(({ id }) => id))
  const last = await trx
    .selectFrom('posts')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst()
  const fresh = posts
    .filter(({ id }) => !announced.has(id))
    .map((post, n) => ({ ...post, seq: (last?.seq ?? 0) + n + 1 }))
  const table = tableOf(trx, POST_COLUMNS, fresh.map(postRow))
  await trx.insertInto('posts').columns(POST_NAMES).expression(trx.selectFrom(table).select(POST_NAMES)).execute()
  return fresh
}

/** Changes all of a post but what never changes: its id and its number. */
export async function updatePosts(trx: Trx, posts: KnownPost[]): Promise<void> {
  const changing = POST_NAMES.filter((name) => name !== 'id' && name !== 'seq')
  await trx
    .updateTable('posts')
    .from(tableOf(trx, POST_COLUMNS, posts.map(postRow)))
    .set((eb) => Object.fromEntries(changing.map((name) => [name, eb.ref(`v.${name}`)])))
    .whereRef('posts.id', '=', 'v.id')
    .execute()
}

/**
 * Gives posts that are back, and that were never put in an edition that went out, the next numbers: whoever was passed
 * over while they were gone gets them after all. Comes before `updatePosts`.
 */
export async function renumberRestored(trx: Trx, posts: KnownPost[]): Promise<void> {
  const standing = new Set(posts.filter((post) => post.withdrawnAt === null).map((post) => post.id))
  const withdrawn = await trx.selectFrom('posts').select('id').where('withdrawn_at', 'is not', null).execute()
  const restored = withdrawn.filter(({ id }) => standing.has(id))
  if (restored.length === 0) return
  const mailed = new Set(await mailedPosts(trx))
  for (const { id } of restored.filter((post) => !mailed.has(post.id))) {
    await trx
      .updateTable('posts')
      .set(({ selectFrom }) => ({ seq: selectFrom('posts as p').select(sql<number>`max(p.seq) + 1`.as('next')) }))
      .where('id', '=', id)
      .execute()
  }
}

async function mailedPosts(trx: Trx): Promise<string[]> {
  const editions = await trx
    .selectFrom('editions')
    .select('posts')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('deliveries')
          .select('id')
          .whereRef('edition_id', '=', 'editions.id')
          .where('deliveries.state', '<>', 'cancelled'),
      ),
    )
    .execute()
  return editions.flatMap(({ posts }) => JSON.parse(posts) as string[])
}

export async function dropUnusedContents(trx: Trx): Promise<void> {
  await trx
    .deleteFrom('contents')
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('posts').select('id').whereRef('posts.fingerprint', '=', 'contents.fingerprint'))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('files').select('path').whereRef('files.fingerprint', '=', 'contents.fingerprint'))),
    )
    .execute()
}
