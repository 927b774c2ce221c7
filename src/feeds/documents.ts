import { hash } from 'node:crypto'
import { type FeedDocument, FORMATS, feedName, type ListDocument, type Scope, type SiteDocument } from './document.ts'
import { byPage, byTag, type Part, type PlannedPost, pageSize, type TagPart, wholeSite } from './site-parts.ts'

export type DocumentSettings = {
  /** How many posts a feed shows: `feeds.items`. */
  items: number
  /** Changes whenever settings or this program would give other bytes for the same posts. */
  settingsKey: string
  /** Whether each tag has feeds of its own: `feeds.tags`. */
  tags: boolean
  /** Whether what is older than the head stands in archive pages: `feeds.archive`. */
  archive: boolean
}

/**
 * The documents of a site: the feeds of all posts, of each tag and of the archive, and the two lists of them. `posts` are
 * all that were ever announced, in any order. Without contents: what changed is to be rendered, and nothing else.
 *
 * A post that stands is either in the head (`rss.xml` and its like) or in exactly one archive page, so that a walk from the
 * head along `previous` meets it once (RFC 5005, 4). One more post changes the head, the feeds of its tags, the lists, and
 * one archive page at most. A withdrawn post is a tombstone in the head, in the feeds of its tags and in its page.
 */
export function documentsOf(posts: PlannedPost[], settings: DocumentSettings): SiteDocument[] {
  const { items, settingsKey } = settings
  const rows: Rows = []
  for (const post of posts) rows[post.seq] = rowOf(post)
  const site = wholeSite(posts)
  const tags = settings.tags ? byTag(site) : []
  const older = { standing: site.standing.slice(items), withdrawn: site.withdrawn }
  const pages = settings.archive ? byPage(older, pageSize(items)) : []
  const feeds = (scope: Scope, part: Part, previous?: number) => feedsOf(scope, part, previous, rows, settingsKey)
  const newest = ({ standing, withdrawn }: Part) => ({
    standing: standing.slice(0, items),
    withdrawn: withdrawn.slice(0, items),
  })
  return [
    ...feeds({ kind: 'site' }, newest(site), pages.at(-1)?.page),
    ...tags.flatMap((part) => feeds({ kind: 'tag', tag: part.tag, path: part.path }, newest(part))),
    ...pages.flatMap((part, at) => feeds({ kind: 'archive', page: part.page }, part, pages[at - 1]?.page)),
    ...listsOf(tags, settingsKey),
  ]
}

function feedsOf(
  scope: Scope,
  { standing, withdrawn }: Part,
  previousPage: number | undefined,
  rows: Rows,
  settingsKey: string,
): FeedDocument[] {
  const posts = standing.map(({ id }) => id)
  const stones = withdrawn.map(({ id, withdrawnAt }) => ({ id, withdrawnAt: Number(withdrawnAt) }))
  const content = digest(standing.map((post) => rows[post.seq]).join('\n'))
  return FORMATS.map((format) => {
    const previous = previousPage === undefined ? null : feedName({ kind: 'archive', page: previousPage }, format)
    const tombstones = format === 'atom' ? stones : []
    const key = digest(JSON.stringify([settingsKey, format, scope, previous, content, tombstones]))
    return { name: feedName(scope, format), format, scope, posts, tombstones, previous, key }
  })
}

function listsOf(parts: TagPart[], settingsKey: string): ListDocument[] {
  const tags = parts
    .map(({ tag, path, standing }) => ({ tag, path, posts: standing.length }))
    .filter(({ posts }) => posts > 0)
  const names = tags.map(({ tag, path }) => [tag, path])
  return [
    { name: 'feeds.opml', format: 'opml', posts: [], tags, key: digest(JSON.stringify([settingsKey, 'opml', names])) },
    {
      name: 'subscribe.html',
      format: 'html',
      posts: [],
      tags,
      key: digest(JSON.stringify([settingsKey, 'html', tags])),
    },
  ]
}

/** By announcement number. */
type Rows = string[]

/** All of a post that an entry shows: its content by its fingerprint, and what its address is made of. */
function rowOf({ id, fingerprint, location, slug, permalink, publishedAt, updatedAt }: PlannedPost): string {
  return JSON.stringify([id, fingerprint, location, slug, permalink, publishedAt, updatedAt])
}

function digest(text: string): string {
  return hash('sha256', text, 'base64url')
}
