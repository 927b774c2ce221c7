/** A person who wrote a post. */
export type Author = { name: string; email?: string; url?: string }

/** A file that belongs to a post, such as a podcast episode. `src` is as written: absolute, site-relative or beside the post. */
export type Enclosure = { src: string; type?: string; length?: number; title?: string; durationSeconds?: number }

/** A picture that stands for a post. `src` as written. */
export type Image = { src: string; alt?: string }

/** What a post publishes, and nothing that depends on where its file lies. Its hash is the fingerprint. */
export type PostContent = {
  /** The permanent id that the file itself names (`id` or `guid` of its front matter), if any. */
  ownId?: string
  title: string
  subtitle?: string
  /** Milliseconds since the epoch. */
  publishedAt: number
  /** Milliseconds since the epoch; only when the front matter says so. */
  updatedAt?: number
  /** `slug` of the front matter, if any; overrides the file name's. */
  ownSlug?: string
  /** `permalink` or `url` of the front matter: a path on the site, or a whole URL. */
  permalink?: string
  tags: string[]
  authors: Author[]
  /** BCP 47. */
  language?: string
  description?: string
  image?: Image
  enclosures: Enclosure[]
  /** Earlier addresses of the post on the site. */
  aliases: string[]
  /** Markdown, without title, subtitle and the lines that only named them. */
  body: string
}

/** A Markdown file with a date, read. */
export type Post = PostContent & {
  /** Path below posts/, separated by "/". */
  path: string
  /** The address of the post within the site, without leading or trailing slash: the `{path}` of `site.permalink`. */
  location: string
  /** The `{slug}` of `site.permalink`, and the end of the post's tag URI. */
  slug: string
}

/** What became of one file below posts/. */
export type ParsedFile =
  | { kind: 'post'; post: Post }
  | { kind: 'draft'; title?: string }
  /** Not a post by intent, such as a section page of Hugo. */
  | { kind: 'ignored'; reason: string }
  /** `line` is 1-based; `reason` names the value and the fix. */
  | { kind: 'rejected'; line: number | null; reason: string }
