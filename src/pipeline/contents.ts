import type { App } from '../app.ts'
import { readPostText } from '../files/read.ts'
import { contentOf, fingerprintOf } from '../posts/fingerprint.ts'
import type { KnownPost } from '../posts/known.ts'
import { parsePost } from '../posts/parse.ts'
import type { PostContent } from '../posts/post.ts'

/** Where the files of a site lie, and its settings: all that rendering needs. */
export type Site = Pick<App, 'paths' | 'config'>

export type ContentsOf = (fingerprints: string[]) => Promise<Map<string, PostContent>>

/**
 * What posts say, by fingerprint: as the store kept it, or as their files say it still. A post that neither has any more
 * is missing from the map.
 */
export async function contentsOfPosts(
  { paths, config }: Site,
  posts: KnownPost[],
  kept: ContentsOf,
): Promise<Map<string, PostContent>> {
  const contents = await kept(posts.map((post) => post.fingerprint))
  const { timezone, language } = config.site
  for (const { path, fingerprint } of posts) {
    if (contents.has(fingerprint)) continue
    const text = readPostText(paths.posts, path)
    if (typeof text !== 'string') continue
    const parsed = parsePost({ path, text }, { zone: timezone, language })
    if (parsed.kind !== 'post') continue
    const content = contentOf(parsed.post)
    if (fingerprintOf(content) === fingerprint) contents.set(fingerprint, content)
  }
  return contents
}
