import type { KnownPost } from '../posts/known.ts'
import { byCodeUnit } from '../posts/order.ts'
import { tagKey, tagPath } from './tag-path.ts'
import { withoutForbidden } from './words.ts'

/** What has to be known of an announced post to say in which feeds it stands. */
export type PlannedPost = Pick<
  KnownPost,
  | 'id'
  | 'seq'
  | 'slug'
  | 'location'
  | 'permalink'
  | 'publishedAt'
  | 'updatedAt'
  | 'withdrawnAt'
  | 'fingerprint'
  | 'tags'
>

/** Posts that stand, newest first, and posts that were withdrawn, the last one first. */
export type Part = { standing: PlannedPost[]; withdrawn: PlannedPost[] }

export type TagPart = Part & { tag: string; path: string }

export type PagePart = Part & { page: number }

export function wholeSite(posts: PlannedPost[]): Part {
  return {
    standing: posts
      .filter((post) => post.withdrawnAt === null)
      .sort((a, b) => b.publishedAt - a.publishedAt || b.seq - a.seq),
    withdrawn: posts
      .filter((post) => post.withdrawnAt !== null)
      .sort((a, b) => Number(b.withdrawnAt) - Number(a.withdrawnAt) || b.seq - a.seq),
  }
}

/** The site by tags, whatever their case; each is spelt as the first announced of its posts, withdrawn or not, spells it. */
export function byTag(site: Part): TagPart[] {
  const parts = new Map<string, FoundTag>()
  const spellings = new Map<string, FoundTag | null>()
  const put = (post: PlannedPost, side: keyof Part) => {
    for (const tag of post.tags) {
      if (!spellings.has(tag)) spellings.set(tag, findTag(parts, tag))
      const part = spellings.get(tag) ?? null
      if (part === null || part[side].at(-1) === post) continue
      part[side].push(post)
      if (post.seq > part.first) continue
      part.tag = tag
      part.first = post.seq
    }
  }
  for (const post of site.standing) put(post, 'standing')
  for (const post of site.withdrawn) put(post, 'withdrawn')
  return [...parts]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([, { first: _, ...part }]) => ({ ...part, tag: withoutForbidden(part.tag).trim() }))
}

type FoundTag = TagPart & { first: number }

/** The part of a tag, added where it is new; null for a tag that says nothing. */
function findTag(parts: Map<string, FoundTag>, tag: string): FoundTag | null {
  const key = tagKey(tag)
  if (key === '') return null
  const part = parts.get(key) ?? {
    tag,
    path: tagPath(key),
    standing: [],
    withdrawn: [],
    first: Number.POSITIVE_INFINITY,
  }
  parts.set(key, part)
  return part
}

/**
 * How many announcements an archive page is about: more than the head of the site has posts. So no page can lie wholly in
 * the head once all its numbers are given, the chain of pages has no gap that a later post could fill, and one more post
 * changes one page at most.
 */
export function pageSize(headPosts: number): number {
  return PAGE_STEP * Math.ceil((headPosts + 1) / PAGE_STEP)
}

const PAGE_STEP = 50

/** What is not in the head, by announcement number, the oldest page first; a page with nothing in it is left out. */
export function byPage({ standing, withdrawn }: Part, size: number): PagePart[] {
  const parts = new Map<number, PagePart>()
  const put = (post: PlannedPost, side: keyof Part) => {
    const page = Math.ceil(post.seq / size)
    if (!parts.has(page)) parts.set(page, { page, standing: [], withdrawn: [] })
    parts.get(page)?.[side].push(post)
  }
  for (const post of standing) put(post, 'standing')
  for (const post of withdrawn) put(post, 'withdrawn')
  return [...parts.values()].sort((a, b) => a.page - b.page)
}
