import { sql } from 'kysely'
import type { FileRecord, KnownPost } from '../posts/known.ts'
import type { ScanPlan } from '../posts/plan.ts'
import type { PostContent } from '../posts/post.ts'
import { type Db, type Trx, transact } from './db.ts'
import { fence, type Lease } from './lock.ts'
import { knownPost } from './post-rows.ts'
import { tableOf } from './rows.ts'
import {
  announcePosts,
  dropUnusedContents,
  POST_NAMES,
  removeFiles,
  renumberRestored,
  updatePosts,
  writeFiles,
} from './scan-writes.ts'
import { readSetting, saveSetting } from './settings.ts'

const BATCH = 500

/** Every file below posts/ as it was at the last scan, in no order. */
export async function readFiles(db: Db): Promise<FileRecord[]> {
  return db
    .selectFrom('files')
    .select(['path', 'size', 'mtime_ms as mtimeMs', 'state', 'post_id as postId', 'fingerprint', 'title', 'slug'])
    .select(['location', 'publish_at as publishAt', 'line', 'reason'])
    .execute()
}

/** Every post that was ever announced, withdrawn ones too, in the order of their numbers. */
export async function readPosts(db: Db): Promise<KnownPost[]> {
  return (await db.selectFrom('posts').select(POST_NAMES).orderBy('seq').execute()).map(knownPost)
}

/** What a post says, under the hash of it. */
export type KeptContent = { fingerprint: string; content: PostContent }

/** Keeps what posts say under their fingerprints; what is kept already stays as it is. Comes before `applyScan`. */
export async function saveContents(db: Db, contents: KeptContent[]): Promise<void> {
  for (let from = 0; from < contents.length; from += BATCH) {
    const rows = contents
      .slice(from, from + BATCH)
      .map(({ fingerprint, content }) => ({ fingerprint, content: JSON.stringify(content) }))
    await db
      .insertInto('contents')
      .values(rows)
      .onConflict((conflict) => conflict.column('fingerprint').doNothing())
      .execute()
  }
}

/** What posts say, by fingerprint; one that is not kept is missing from the map. */
export async function readContents(db: Db, fingerprints: string[]): Promise<Map<string, PostContent>> {
  const contents = new Map<string, PostContent>()
  for (let from = 0; from < fingerprints.length; from += BATCH) {
    const wanted = fingerprints.slice(from, from + BATCH).map((fingerprint) => ({ fingerprint }))
    const table = tableOf<{ fingerprint: string }>(db, { fingerprint: 'text' }, wanted)
    const rows = await db
      .selectFrom('contents')
      .select(['fingerprint', 'content'])
      .where('fingerprint', 'in', db.selectFrom(table).select('v.fingerprint'))
      .execute()
    for (const { fingerprint, content } of rows) contents.set(fingerprint, JSON.parse(content))
  }
  return contents
}

/**
 * Writes down what a scan found, all of it or nothing. New posts get the next announcement numbers, without a gap; a
 * post that is announced already is not announced again, so that applying a plan twice changes nothing. One that comes
 * back before it was mailed to anybody gets the next number anew.
 * @returns the posts that are announced now for the first time
 * @throws LeaseLost when the plan was made under a lease that somebody else has taken over
 */
export async function applyScan(db: Db, lease: Lease, plan: ScanPlan): Promise<KnownPost[]> {
  return transact(db, async (trx) => {
    await fence(trx, lease)
    const announced = plan.announce.length > 0 ? await announcePosts(trx, plan.announce) : []
    if (plan.update.length > 0) {
      await renumberRestored(trx, plan.update)
      await updatePosts(trx, plan.update)
    }
    if (plan.removed.length > 0) await removeFiles(trx, plan.removed)
    if (plan.files.length > 0) await writeFiles(trx, plan.files)
    await dropUnusedContents(trx)
    if (announced.length + plan.update.length > 0) await countRevision(trx)
    return announced
  })
}

/** How often the announced posts have changed: the same number means the same posts. */
export async function postsRevision(db: Db): Promise<number> {
  return Number((await readSetting(db, REVISION)) ?? 0)
}

const REVISION = 'posts-revision'

async function countRevision(trx: Trx): Promise<void> {
  await saveSetting(trx, REVISION, String((await postsRevision(trx)) + 1))
}

/** The posts that stand, the latest date first; of one date the last announced first. */
export async function newestPosts(db: Db, limit: number): Promise<KnownPost[]> {
  const rows = await standing(db)
    .select(POST_NAMES)
    .orderBy('published_at', 'desc')
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.map(knownPost)
}

/** The posts that stand and were announced after a number, in the order of their numbers. */
export async function postsAfter(db: Db, seq: number): Promise<KnownPost[]> {
  return (await standing(db).select(POST_NAMES).where('seq', '>', seq).orderBy('seq').execute()).map(knownPost)
}

/** The last announcement number that was given; 0 before the first. */
export async function lastSeq(db: Db): Promise<number> {
  const row = await db
    .selectFrom('posts')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** How many posts stand. */
export async function countPosts(db: Db): Promise<number> {
  const row = await standing(db)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return row?.count ?? 0
}

/** When the next scheduled post is to be announced, in milliseconds; null when none is scheduled. */
export async function nextScheduled(db: Db): Promise<number | null> {
  const row = await db
    .selectFrom('files')
    .select((eb) => eb.fn.min('publish_at').as('at'))
    .where('state', '=', sql.lit('scheduled'))
    .executeTakeFirst()
  return row?.at ?? null
}

/** True when the time of a scheduled post has come. */
export async function scheduledDue(db: Db, now: number): Promise<boolean> {
  const next = await nextScheduled(db)
  return next !== null && next <= now
}

function standing(db: Db) {
  return db.selectFrom('posts').where('withdrawn_at', 'is', null)
}
