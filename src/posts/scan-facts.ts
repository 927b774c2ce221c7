import type { FileRecord, KnownPost } from './known.ts'
import type { Post } from './post.ts'

/** A post without its text, as it comes out of a file. */
export type PostHead = Omit<Post, 'body' | 'enclosures' | 'image' | 'authors'> & {
  fingerprint: string
  bodyHash: string
}

/** A file that is new or changed, and what it was read as. */
export type SeenFile = { path: string; size: number; mtimeMs: number } & (
  | { kind: 'post'; post: PostHead }
  | { kind: 'draft'; title?: string }
  | { kind: 'ignored'; reason: string }
  | { kind: 'rejected'; line: number | null; reason: string }
)

/** What the store knows, what the folder shows, and the time. */
export type ScanFacts = {
  records: FileRecord[]
  known: KnownPost[]
  seen: SeenFile[]
  /** Paths that have a record and no file any more. */
  gone: string[]
  now: number
  /** Host for the tag URIs of new posts. */
  host: string
  zone: string
  /** The web address of a post: two posts never share one. */
  address: (post: Pick<KnownPost, 'location' | 'slug' | 'permalink' | 'publishedAt'>) => string
  /** True when files are read again because the program or its settings changed: then no post counts as updated. */
  reread: boolean
  /**
   * Hashes of paragraphs by fingerprint, of new files and of posts whose file is gone, as far as their texts are kept;
   * empty when there are not both.
   */
  paragraphs: Map<string, string[]>
}
