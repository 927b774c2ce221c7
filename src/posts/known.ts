/** A post that was announced, as the store remembers it. */
export type KnownPost = {
  /** Permanent id: a tag URI (RFC 4151) or the id that the file named when it was announced. */
  id: string
  /** Number in the announcement log, from 1, without end and never reused. */
  seq: number
  path: string
  slug: string
  location: string
  title: string
  permalink: string | null
  publishedAt: number
  /** When its content last changed, in milliseconds; null while it never did. */
  updatedAt: number | null
  announcedAt: number
  /** When its file went away or became a draft; null while the post stands. */
  withdrawnAt: number | null
  fingerprint: string
  /** Hash of its text alone, by which it is known again under another title; empty for no text. */
  bodyHash: string
  tags: string[]
  /** Earlier locations and the front matter's aliases. */
  aliases: string[]
}

/** State of one file below posts/ at the last scan. */
export type FileState = 'post' | 'scheduled' | 'draft' | 'ignored' | 'rejected'

/** One file below posts/, as the store remembers it; the file is read again only when `size` or `mtimeMs` differ. */
export type FileRecord = {
  path: string
  size: number
  mtimeMs: number
  state: FileState
  /** The post that this file is or last was; kept while the file cannot be read, so that its entry stays. */
  postId: string | null
  fingerprint: string | null
  title: string | null
  slug: string | null
  location: string | null
  /** Date of a scheduled post, in milliseconds. */
  publishAt: number | null
  /** Of a rejected file. */
  line: number | null
  reason: string | null
}
