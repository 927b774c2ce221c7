import type { Db } from './db.ts'

/** How many of the posts that stand have exactly these tags, as they were written. */
export type TaggedPosts = { tags: string[]; posts: number }

/** What topics there are to choose from: a row for each set of tags, read without the posts themselves. */
export async function postsByTags(db: Db): Promise<TaggedPosts[]> {
  const rows = await db
    .selectFrom('posts')
    .select((eb) => ['tags', eb.fn.countAll<number>().as('posts')])
    .where('withdrawn_at', 'is', null)
    .where('tags', '<>', '[]')
    .groupBy('tags')
    .execute()
  return rows.map(({ tags, posts }) => ({ tags: JSON.parse(tags), posts }))
}
