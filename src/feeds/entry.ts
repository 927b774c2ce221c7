import type { Author } from '../posts/post.ts'

/** A file that belongs to a post. `url` is absolute, `length` its true size in bytes (0 when nobody knows), `type` its MIME type. */
export type Media = {
  url: string
  type: string
  length: number
  title?: string
  durationSeconds?: number
  alt?: string
}

/** A picture whose size and type are not known. */
export type Picture = { url: string; alt?: string }

/** A post in a feed. */
export type Entry = {
  /** Permanent id; the same, character for character, in every format. */
  id: string
  /** Absolute address of the post. */
  url: string
  /** Plain text. */
  title: string
  /** Plain text. */
  subtitle?: string
  /** Milliseconds since the epoch. */
  publishedAt: number
  /** Milliseconds since the epoch; the same as `publishedAt` while the post was never edited. */
  updatedAt: number
  /** Sanitised, with absolute addresses. */
  html: string
  /** Plain text. */
  summary: string
  authors: Author[]
  /** BCP 47. */
  language?: string
  tags: string[]
  image?: Media | Picture
  enclosures: Media[]
}
