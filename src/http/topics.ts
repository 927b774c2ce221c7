import type { Db } from '../store/db.ts'
import { postsRevision } from '../store/posts.ts'
import { postsByTags, type TaggedPosts } from '../store/topic-counts.ts'

/** A tag in lower case, and how many posts have it. */
export type TopicCount = { topic: string; posts: number }

const SHOWN = 60

/** Topics to choose from as they are now; the posts are looked at again only after they have changed. */
export function topicReader(db: Db): (chosen: string[]) => Promise<TopicCount[]> {
  let known: { revision: number; counts: Map<string, number> } | undefined
  return async (chosen) => {
    const revision = await postsRevision(db)
    if (known?.revision !== revision) known = { revision, counts: countTopics(await postsByTags(db)) }
    return topicsOf(known.counts, chosen)
  }
}

/** How many posts have each topic: tags that differ only in case are one, counted once for each post. */
export function countTopics(tagged: TaggedPosts[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { tags, posts } of tagged) {
    for (const topic of new Set(tags.map(fold))) counts.set(topic, (counts.get(topic) ?? 0) + posts)
  }
  return counts
}

/** The topics that most posts have, and those already chosen, in the order of the alphabet. */
export function topicsOf(counts: Map<string, number>, chosen: string[]): TopicCount[] {
  const most = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || compare(a, b)).slice(0, SHOWN)
  return [...new Set([...most, ...chosen.map(fold)])]
    .sort(compare)
    .map((topic) => ({ topic, posts: counts.get(topic) ?? 0 }))
}

/** As tags are compared when a digest is made. */
export function fold(tag: string): string {
  return tag.trim().normalize('NFC').toLowerCase()
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
