import type { FileRecord, KnownPost } from './known.ts'
import { matchFiles } from './match.ts'
import type { ScanPlan } from './plan.ts'
import type { ScanFacts } from './scan-facts.ts'

/** A plan in the making: what stands so far, and what it has to be checked against. */
export type ScanDraft = Omit<ScanPlan, 'removed'> & {
  facts: ScanFacts
  records: Map<string, FileRecord>
  matched: Map<string, KnownPost>
  /** Ids of the posts that some file is, after this scan. */
  present: Set<string>
  known: Map<string, KnownPost>
  /** Path of the post that stands, by content, by id and by web address. */
  byFingerprint: Map<string, string>
  ids: Map<string, string>
  addresses: Map<string, string>
}

/** What stands before the first changed file is looked at. */
export function startDraft(facts: ScanFacts): ScanDraft {
  const matched = matchFiles(facts)
  const moved = new Set([...facts.seen.map((file) => file.path), ...facts.gone])
  const known = new Map(facts.known.map((post) => [post.id, post]))
  const standing = facts.records.flatMap((record) => {
    const post = record.state === 'post' && !moved.has(record.path) ? known.get(record.postId ?? '') : undefined
    return post ? [post] : []
  })
  return {
    facts,
    matched,
    known,
    records: new Map(facts.records.map((record) => [record.path, record])),
    present: new Set([...standing, ...matched.values()].map((post) => post.id)),
    byFingerprint: new Map(standing.map((post) => [post.fingerprint, post.path])),
    ids: new Map(facts.known.map((post) => [post.id, post.path])),
    addresses: new Map(standing.map((post) => [facts.address(post), post.path])),
    files: [],
    announce: [],
    update: [],
    report: { new: [], edited: [], renamed: [], scheduled: [], withdrawn: [], rejected: [] },
  }
}
