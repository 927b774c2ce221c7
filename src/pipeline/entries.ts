import { setImmediate } from 'node:timers/promises'
import type { Entry } from '../feeds/entry.ts'
import type { KnownPost } from '../posts/known.ts'
import { type ContentsOf, contentsOfPosts, type Site } from './contents.ts'
import { entryOf } from './entry.ts'

/** The entry of a post, and the paths of the local files that went into it. */
export type EntryWithMedia = { entry: Entry; media: string[] }

/** Characters of HTML that are kept for the next documents: neighbours share their posts. */
const KEPT_CHARACTERS = 12_000_000

/** Renders the entries of posts, once for all documents that follow each other; a post that nobody has any more is left out. */
export function entryMaker(site: Site) {
  let kept = new Map<string, EntryWithMedia>()
  let characters = 0
  return async (posts: KnownPost[], contents: ContentsOf): Promise<EntryWithMedia[]> => {
    if (characters > KEPT_CHARACTERS) {
      kept = new Map()
      characters = 0
    }
    const missing = posts.filter(({ id }) => !kept.has(id))
    const texts = missing.length > 0 ? await contentsOfPosts(site, missing, contents) : new Map()
    for (const post of missing) {
      const media: string[] = []
      const content = texts.get(post.fingerprint)
      if (content === undefined) continue
      const entry = entryOf(post, content, { site, media })
      kept.set(post.id, { entry, media })
      characters += entry.html.length
      // Markdown takes its time: whoever asks for a page meanwhile is answered in between.
      await setImmediate()
    }
    return posts.flatMap(({ id }) => kept.get(id) ?? [])
  }
}
