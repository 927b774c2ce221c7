import type { KnownPost } from '../posts/known.ts'
import { instantOf } from './wall-clock.ts'

/** What a subscriber wants: posts after their cursor, of these topics; null stands for every topic. */
export type Wanted = { cursor: number; topics: string[] | null }

/**
 * The posts of a subscriber's next digest, newest first: announced after their cursor, not withdrawn, published at or
 * after `since` (milliseconds) and with at least one of their topics as a tag, whatever its case.
 * @param log in ascending order of seq
 */
export function choosePosts(log: readonly KnownPost[], want: Wanted, since: number): KnownPost[] {
  const topics = want.topics && new Set(want.topics.map(fold))
  const chosen: KnownPost[] = []
  for (let index = log.length - 1; index >= 0; index--) {
    const post = log[index]!
    if (post.seq <= want.cursor) break
    if (post.withdrawnAt !== null || post.publishedAt < since) continue
    if (isAbout(post.tags, topics)) chosen.push(post)
  }
  return chosen.sort((a, b) => b.publishedAt - a.publishedAt || b.seq - a.seq)
}

/** When a day (YYYY-MM-DD) begins in a zone, in milliseconds; where midnight is skipped, the first moment of that day. */
export function sinceMs(day: string, zone: string): number {
  return instantOf(Date.parse(`${day}T00:00:00Z`), zone)
}

/** Whether a post with these tags is wanted: one of the topics is enough, whatever its case. */
export function matchesTopics(tags: readonly string[], topics: readonly string[] | null): boolean {
  return isAbout(tags, topics && new Set(topics.map(fold)))
}

function isAbout(tags: readonly string[], topics: ReadonlySet<string> | null): boolean {
  return topics === null || tags.some((tag) => topics.has(fold(tag)))
}

function fold(tag: string): string {
  return tag.trim().normalize('NFC').toLowerCase()
}
