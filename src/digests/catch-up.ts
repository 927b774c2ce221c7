import { matchesTopics, type Wanted } from './choose.ts'

/** A digest that was planned before. Times are milliseconds. */
export type PastDigest = {
  id: number
  createdAt: number
  posts: { id: string; seq: number; tags: string[]; withdrawnAt: number | null }[]
}

/** Somebody who joined; `had` are the ids of posts that they were sent before they once left. */
export type Newcomer = Wanted & { confirmedAt: number; had: ReadonlySet<string> }

/**
 * The newest digest that somebody who joined may get along with their welcome: planned before they joined, so that none of
 * its posts comes again with their own first digest, with no post that was withdrawn since, that they do not want or that
 * they had. Of digests that were planned together it is the longest.
 */
export function chooseCatchUp(digests: readonly PastDigest[], newcomer: Newcomer): PastDigest | null {
  const { confirmedAt, cursor, topics, had } = newcomer
  const fitting = digests.filter(({ createdAt, posts }) => {
    if (createdAt > confirmedAt || posts.length === 0) return false
    return posts.every((post) => {
      const stands = post.withdrawnAt === null && post.seq <= cursor
      return stands && !had.has(post.id) && matchesTopics(post.tags, topics)
    })
  })
  const [newest] = fitting.sort((a, b) => b.createdAt - a.createdAt || b.posts.length - a.posts.length || b.id - a.id)
  return newest ?? null
}
