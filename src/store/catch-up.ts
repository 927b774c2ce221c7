import type { PastDigest } from '../digests/catch-up.ts'
import type { Db } from './db.ts'

/** The digests that were planned last and still stand, the newest first; none that is held, or with a post that is unknown. */
export async function recentDigests(db: Db, limit: number): Promise<PastDigest[]> {
  const rows = await db
    .selectFrom('editions')
    .select(['id', 'created_at as createdAt', 'posts'])
    .where('kind', '=', 'digest')
    .where('state', '=', 'open')
    .where('held_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const digests = rows.map((row) => ({ ...row, posts: JSON.parse(row.posts) as string[] }))
  const posts = await readPostsOf(db, [...new Set(digests.flatMap((digest) => digest.posts))])
  return digests
    .filter((digest) => digest.posts.every((id) => posts.has(id)))
    .map((digest) => ({ ...digest, posts: digest.posts.map((id) => posts.get(id)!) }))
}

async function readPostsOf(db: Db, ids: string[]): Promise<Map<string, PastDigest['posts'][number]>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('posts')
    .select(['id', 'seq', 'tags', 'withdrawn_at as withdrawnAt'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.id, { ...row, tags: JSON.parse(row.tags) as string[] }]))
}

/** The ids of the posts that each of these subscribers was sent, or is being sent. */
export async function postsHadBy(db: Db, subscriberIds: number[]): Promise<Map<number, Set<string>>> {
  const had = new Map(subscriberIds.map((id) => [id, new Set<string>()]))
  if (subscriberIds.length === 0) return had
  const rows = await db
    .selectFrom('deliveries')
    .innerJoin('editions', 'editions.id', 'deliveries.edition_id')
    .select(['subscriber_id as subscriberId', 'posts'])
    .where('subscriber_id', 'in', subscriberIds)
    .where('deliveries.state', '<>', 'cancelled')
    .execute()
  for (const { subscriberId, posts } of rows) {
    for (const id of JSON.parse(posts) as string[]) had.get(subscriberId)?.add(id)
  }
  return had
}
