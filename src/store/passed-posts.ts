import { choosePosts } from '../digests/choose.ts'
import type { KnownPost } from '../posts/known.ts'
import type { Db } from './db.ts'
import { readPosts } from './posts.ts'
import { readSetting, saveSetting } from './settings.ts'

/** A post that so many active subscribers were still to get. */
export type PassedPost = { title: string; path: string; subscribers: number }

/** `seq` is the number of the last post that may have gone out; `coming` are those after it, which cannot have. */
export type PassedPosts = { seq: number; passed: PassedPost[]; coming: string[] }

/**
 * Tells what may have gone out while the store did not know of it from what cannot have: posts that it announced after the
 * last mailing and that are dated after it, with no doubtful one behind them. The time of a file would tell nothing: a
 * checkout changes it, and so does a corrected typo.
 * @param known times in milliseconds; `since`: the first instant whose posts are mailed
 */
export async function passedPosts(db: Db, known: { lastMailedAt: number; since: number }): Promise<PassedPosts> {
  const { lastMailedAt, since } = known
  const posts = await readPosts(db)
  const mayHaveGone = (post: KnownPost) => Math.min(post.announcedAt, post.publishedAt) <= lastMailedAt
  const seq = posts.findLast(mayHaveGone)?.seq ?? 0
  const counts = await countWanting(
    db,
    posts.filter((post) => post.seq <= seq),
    since,
  )
  return {
    seq,
    passed: posts.flatMap((post) => {
      const subscribers = counts.get(post.id) ?? 0
      return subscribers === 0 ? [] : [{ title: post.title, path: post.path, subscribers }]
    }),
    coming: posts.filter((post) => post.seq > seq && post.withdrawnAt === null).map(({ title }) => title),
  }
}

/** How many active subscribers each of these posts would go to, by id. Subscribers who stand alike are looked at once. */
async function countWanting(db: Db, posts: KnownPost[], since: number): Promise<Map<string, number>> {
  const groups = await db
    .selectFrom('subscribers')
    .select((eb) => ['cursor', 'topics', eb.fn.countAll<number>().as('subscribers')])
    .where('state', '=', 'active')
    .where('cursor', '<', posts.at(-1)?.seq ?? 0)
    .groupBy(['cursor', 'topics'])
    .execute()
  const counts = new Map<string, number>()
  for (const { cursor, topics, subscribers } of groups) {
    const wanted = { cursor, topics: topics === null ? null : (JSON.parse(topics) as string[]) }
    for (const { id } of choosePosts(posts, wanted, since)) counts.set(id, (counts.get(id) ?? 0) + subscribers)
  }
  return counts
}

const PASSED = 'restored-passed'

/** Up to which number posts were passed over after a backup was put back, and when (milliseconds). */
export type Passed = { seq: number; at: number }

export async function savePassed(db: Db, passed: Passed): Promise<void> {
  await saveSetting(db, PASSED, JSON.stringify(passed))
}

/** The last time that this was done; null when it never was. */
export async function readPassed(db: Db): Promise<Passed | null> {
  const text = await readSetting(db, PASSED)
  return text === null ? null : JSON.parse(text)
}
