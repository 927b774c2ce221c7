import { DateTime } from 'luxon'
import type { KnownPost } from './known.ts'
import type { Post } from './post.ts'

/** A post that was found, with what it is compared by. */
export type FoundPost = Pick<Post, 'ownId' | 'title' | 'slug' | 'publishedAt'> & {
  fingerprint: string
  bodyHash: string
  paragraphs: string[]
}

/** An announced post whose file is gone, with the same. */
export type VanishedPost = KnownPost & { paragraphs: string[] }

/**
 * Which of the announced posts whose files vanished this new file is, after a rename that may come with an edit, a new
 * title, slug or date; undefined when it is none of them. The strongest evidence decides: the id that the file names,
 * the fingerprint, the text, slug and day, day and title, half of the paragraphs. Among equals it is the post nearest
 * in time. Days are those of `zone`.
 */
export function sameStory<Vanished extends VanishedPost>(
  vanished: Vanished[],
  post: FoundPost,
  zone = 'UTC',
): Vanished | undefined {
  const day = (at: number) => DateTime.fromMillis(at, { zone }).toISODate()
  const sameDay = (known: KnownPost) => day(known.publishedAt) === day(post.publishedAt)
  const evidence: ((known: VanishedPost) => boolean)[] = [
    (known) => known.id === post.ownId,
    (known) => known.fingerprint === post.fingerprint,
    (known) => known.bodyHash !== '' && known.bodyHash === post.bodyHash,
    (known) => known.slug === post.slug && sameDay(known),
    (known) => plain(known.title) === plain(post.title) && sameDay(known),
    (known) => sharesHalf(known.paragraphs, post.paragraphs),
  ]
  const nearest = [...vanished].sort((one, two) => distance(one, post) - distance(two, post) || one.seq - two.seq)
  for (const speaks of evidence) {
    const known = nearest.find(speaks)
    if (known) return known
  }
  return undefined
}

function distance(known: KnownPost, post: FoundPost): number {
  return Math.abs(known.publishedAt - post.publishedAt)
}

function plain(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Half of the longer of the two. */
function sharesHalf(one: string[], two: string[]): boolean {
  const shared = one.filter((block) => two.includes(block)).length
  return shared > 0 && shared * 2 >= Math.max(one.length, two.length)
}
