/** A tag in lower case, and how many posts have it. */
export type TopicCount = { topic: string; posts: number }

const SHOWN = 60

/** Topics to choose from: the tags that most posts have, and those already chosen, in the order of the alphabet. */
export function topicsOf(posts: { tags: string[]; withdrawnAt: number | null }[], chosen: string[]): TopicCount[] {
  const counts = new Map<string, number>()
  for (const { tags, withdrawnAt } of posts) {
    if (withdrawnAt !== null) continue
    for (const tag of new Set(tags.map(fold))) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  }
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
