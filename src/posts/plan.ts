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

/** One post in the report of a run. `publishedAt` is ISO 8601 in UTC. */
export type PostSummary = { id: string; path: string; slug: string; title: string; publishedAt: string }
export type Rejection = { path: string; line: number | null; reason: string }

export type ScanReport = {
  new: PostSummary[]
  edited: PostSummary[]
  renamed: PostSummary[]
  scheduled: PostSummary[]
  withdrawn: PostSummary[]
  rejected: Rejection[]
}
