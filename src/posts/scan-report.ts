import { DateTime } from 'luxon'
import type { FileRecord, KnownPost } from './known.ts'
import { byCodeUnit } from './order.ts'
import type { PostSummary, ScanReport } from './plan.ts'
import { postId } from './post-id.ts'
import type { ScanFacts } from './scan-facts.ts'

/** The rejected and the scheduled files among these records, in the order of their paths. */
export function standingOf(
  records: FileRecord[],
  { host, zone }: Pick<ScanFacts, 'host' | 'zone'>,
): Pick<ScanReport, 'rejected' | 'scheduled'> {
  const sorted = records.toSorted((a, b) => byCodeUnit(a.path, b.path))
  const rejected = sorted
    .filter((record) => record.state === 'rejected')
    .map(({ path, line, reason }) => ({ path: fileOf(path), line, reason: reason ?? '' }))
  const scheduled = sorted.flatMap((record) => {
    const { path, slug, location, title, publishAt } = record
    if (record.state !== 'scheduled' || !slug || !location || title === null || publishAt === null) return []
    const id = record.postId ?? postId(host, { slug, publishedAt: publishAt }, zone)
    return [summaryOf({ id, path, location, slug, title, publishedAt: publishAt }, zone)]
  })
  return { rejected, scheduled }
}

type Summarised = Pick<KnownPost, 'id' | 'path' | 'location' | 'slug' | 'title' | 'publishedAt'>

/** A post as reports name it, with its date as the site's zone has it. */
export function summaryOf({ id, path, location, slug, title, publishedAt }: Summarised, zone: string): PostSummary {
  const date = DateTime.fromMillis(publishedAt, { zone }).toISO({ suppressMilliseconds: true }) ?? ''
  return { id, path: location, slug, title, publishedAt: date, file: fileOf(path) }
}

function fileOf(path: string): string {
  return `posts/${path}`
}
