import type { FeedDocument, SiteDocument } from './document.ts'
import { documentsOf } from './documents.ts'
import type { PlannedPost } from './site-parts.ts'

/** A post by its number in the announcement log, published that many hours after the epoch. */
export function planned(seq: number, more: Partial<PlannedPost> = {}): PlannedPost {
  return {
    id: `tag:blog.example.org,2024:${seq}`,
    seq,
    slug: `post-${seq}`,
    location: `post-${seq}`,
    permalink: null,
    publishedAt: seq * 3_600_000,
    updatedAt: null,
    withdrawnAt: null,
    fingerprint: `fingerprint-${seq}`,
    tags: [],
    ...more,
  }
}

export function plannedUpTo(last: number): PlannedPost[] {
  return Array.from({ length: last }, (_, index) => planned(index + 1))
}

/** The documents of a site by name. */
export function plan(posts: PlannedPost[], items = 30, settingsKey = 'settings'): Map<string, SiteDocument> {
  return new Map(
    documentsOf(posts, { items, settingsKey, tags: true, archive: true }).map((document) => [document.name, document]),
  )
}

/** The names of the documents that are there, or are other ones, after a change. */
export function changedNames(before: Map<string, SiteDocument>, after: Map<string, SiteDocument>): string[] {
  return [...after.values()].filter(({ name, key }) => before.get(name)?.key !== key).map(({ name }) => name)
}

/** The ids that a walk from a head to the end of the archive meets. */
export function walk(documents: Map<string, SiteDocument>, head: string): string[] {
  const met: string[] = []
  for (let name: string | null = head; name !== null; ) {
    const document = documents.get(name) as FeedDocument
    met.push(...document.posts)
    name = document.previous
  }
  return met
}
