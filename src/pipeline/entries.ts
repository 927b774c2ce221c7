import type { App } from '../app.ts'
import type { Entry } from '../feeds/entry.ts'
import type { KnownPost } from '../posts/known.ts'
import { contentsOfPosts } from './contents.ts'
import { entryOf } from './entry.ts'

/** Entries of posts by their ids, rendered when they are asked for; the last ones asked for are kept. */
export function entriesOf(
  app: App,
  posts: KnownPost[],
  contents = (wanted: KnownPost[]) => contentsOfPosts(app, wanted),
) {
  const known = new Map(posts.map((post) => [post.id, post]))
  const kept = new Map<string, EntryWithMedia>()
  return async (ids: string[]): Promise<EntryWithMedia[]> => {
    const missing = ids.filter((id) => !kept.has(id)).flatMap((id) => known.get(id) ?? [])
    const texts = missing.length > 0 ? await contents(missing) : new Map()
    if (kept.size + missing.length > KEPT_ENTRIES) kept.clear()
    const fresh = new Map(ids.flatMap((id) => [[id, kept.get(id)]] as const))
    for (const post of missing) {
      const media: string[] = []
      const content = texts.get(post.fingerprint)
      if (content) fresh.set(post.id, { entry: entryOf(post, content, { app, media }), media })
    }
    return ids.flatMap((id) => {
      const entry = fresh.get(id)
      if (entry) kept.set(id, entry)
      return entry ?? []
    })
  }
}

export type EntryWithMedia = { entry: Entry; media: string[] }

/** Enough for neighbours to share them, and few enough to stay small. */
const KEPT_ENTRIES = 1000
