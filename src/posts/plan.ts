import type { FileRecord, KnownPost } from './known.ts'

/** What one scan changes in the store: applied in one transaction, or not at all. */
export type ScanPlan = {
  /** Records to insert or replace. */
  files: FileRecord[]
  /** Paths whose records go. */
  removed: string[]
  /** In the order of their announcement; `seq` is given by the store. */
  announce: Omit<KnownPost, 'seq'>[]
  /** Posts that are already announced, as they shall stand from now on (edited, renamed, withdrawn, restored). */
  update: KnownPost[]
  report: ScanReport
}

/**
 * One post in the report of a run. `path` is its path on the site, as `site.permalink` knows it; `file` its file, from
 * the site's folder; `publishedAt` ISO 8601 in the site's zone.
 */
export type PostSummary = { id: string; path: string; slug: string; title: string; publishedAt: string; file: string }

/** A post whose file moved; `from` is where it was before, on the site. */
export type RenamedPost = PostSummary & { from: string }

/** A file that cannot be published as it is. `path` begins at the site's folder. */
export type Rejection = { path: string; line: number | null; reason: string }

export type ScanReport = {
  new: PostSummary[]
  edited: PostSummary[]
  renamed: RenamedPost[]
  scheduled: PostSummary[]
  withdrawn: PostSummary[]
  rejected: Rejection[]
}
