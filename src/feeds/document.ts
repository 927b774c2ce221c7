export type FeedFormat = 'rss' | 'atom' | 'json'

/** Which posts a feed is about. `path` is the folder of the tag below tags/. */
export type Scope = { kind: 'site' } | { kind: 'tag'; tag: string; path: string } | { kind: 'archive'; page: number }

/** A post that was withdrawn, and when, in milliseconds (RFC 6721). */
export type Tombstone = { id: string; withdrawnAt: number }

/** One feed in one format. */
export type FeedDocument = {
  /** Path below public/. */
  name: string
  format: FeedFormat
  scope: Scope
  /** Ids of the posts in it, newest first. */
  posts: string[]
  /** Last withdrawn first; only Atom has a place for them. */
  tombstones: Tombstone[]
  /** Name of the document that holds what is older (RFC 5005, 4); null at the end of the chain. */
  previous: string | null
  /** Hash of all that goes into its bytes, but for the files that lie beside its posts. */
  key: string
}

/** The feed of a tag in a list of feeds. `posts` counts the posts that stand. */
export type TagFeed = { tag: string; path: string; posts: number }

/** A list of all feeds of the site, for programs or for people. */
export type ListDocument = {
  /** Path below public/. */
  name: string
  format: 'opml' | 'html'
  /** A list holds no posts. */
  posts: string[]
  tags: TagFeed[]
  key: string
}

/** A file below public/ that is made from posts and settings alone. */
export type SiteDocument = FeedDocument | ListDocument

export const FORMATS: FeedFormat[] = ['rss', 'atom', 'json']

/** The name of a feed, as a path below public/. */
export function feedName(scope: Scope, format: FeedFormat): string {
  const [base, extension] = format === 'json' ? ['feed', 'json'] : [format, 'xml']
  if (scope.kind === 'tag') return `tags/${scope.path}/${base}.${extension}`
  return scope.kind === 'archive' ? `archive/${base}-${scope.page}.${extension}` : `${base}.${extension}`
}
