import type { FileRecord, KnownPost } from './known.ts'
import { byCodeUnit } from './order.ts'
import type { ScanPlan, ScanReport } from './plan.ts'
import { postId } from './post-id.ts'
import { type ScanDraft, startDraft } from './scan-draft.ts'
import type { PostHead, ScanFacts, SeenFile } from './scan-facts.ts'
import { standingOf, summaryOf } from './scan-report.ts'

/**
 * Decides what the files that were read mean for the posts that are known. Announces nothing twice: a file that was
 * renamed, edited or both is the post that it was.
 * @returns the plan, and its report for people; nothing is written
 */
export function planScan(facts: ScanFacts): ScanPlan {
  const draft = startDraft(facts)
  for (const file of facts.seen.toSorted((a, b) => byCodeUnit(a.path, b.path))) {
    if (file.kind === 'post') settlePost(file, file.post, draft)
    else settleOther(file, draft)
  }
  for (const path of facts.gone) withdraw(draft.records.get(path)?.postId ?? null, draft)
  return {
    files: draft.files,
    removed: facts.gone,
    announce: draft.announce.toSorted((a, b) => a.publishedAt - b.publishedAt || byCodeUnit(a.path, b.path)),
    update: draft.update,
    report: { ...draft.report, ...standingReport(draft) },
  }
}

function settleOther(file: Exclude<SeenFile, { kind: 'post' }>, draft: ScanDraft): void {
  const before = draft.records.get(file.path)?.postId ?? null
  const postId = before !== null && !draft.present.has(before) ? before : null
  if (file.kind !== 'rejected') withdraw(postId, draft)
  else if (postId !== null) draft.present.add(postId)
  const title = file.kind === 'draft' ? (file.title ?? null) : null
  const line = file.kind === 'rejected' ? file.line : null
  const reason = file.kind === 'draft' ? null : file.reason
  draft.files.push({ ...emptyRecord(file), state: file.kind, postId, title, line, reason })
}

function settlePost(file: SeenFile, post: PostHead, draft: ScanDraft): void {
  const known = draft.matched.get(file.path)
  const problem = collision(post, known, draft)
  if (problem) {
    draft.files.push({ ...emptyRecord(file), state: 'rejected', postId: known?.id ?? null, reason: problem })
    return
  }
  const scheduled = post.publishedAt > draft.facts.now
  const id = known?.id ?? newId(post, draft)
  draft.files.push({
    ...emptyRecord(file),
    state: scheduled ? 'scheduled' : 'post',
    postId: scheduled && !known ? null : id,
    fingerprint: post.fingerprint,
    title: post.title,
    slug: post.slug,
    location: post.location,
    publishAt: scheduled ? post.publishedAt : null,
  })
  if (scheduled) {
    if (known) draft.present.delete(known.id)
    withdraw(known?.id ?? null, draft)
    return
  }
  draft.byFingerprint.set(post.fingerprint, post.path)
  draft.addresses.set(draft.facts.address(addressed(post)), post.path)
  if (known) update(known, post, draft)
  else announce(id, post, draft)
}

function collision(post: PostHead, known: KnownPost | undefined, { byFingerprint, ids, addresses, facts }: ScanDraft) {
  const twin = byFingerprint.get(post.fingerprint)
  if (twin) return `is word for word the same post as posts/${twin}. Delete one of the two, or change this one.`
  const owner = post.ownId === undefined || known ? undefined : ids.get(post.ownId)
  if (owner) return `has the id "${post.ownId}", which is that of posts/${owner}. Give it an id of its own.`
  const address = facts.address(addressed(post))
  const neighbour = addresses.get(address)
  if (neighbour)
    return `would have the same address as posts/${neighbour}: ${address}. Give it another slug, or put the date into all addresses with site.permalink: /{year}/{month}/{day}/{slug}/.`
  return undefined
}

function addressed(post: PostHead): Pick<KnownPost, 'location' | 'slug' | 'permalink' | 'publishedAt'> {
  return { ...post, permalink: post.permalink ?? null }
}

function newId(post: PostHead, { facts, ids }: ScanDraft): string {
  const wanted = post.ownId ?? postId(facts.host, post, facts.zone)
  for (let n = 1; ; n++) {
    const id = n === 1 ? wanted : `${wanted}-${n}`
    if (!ids.has(id)) return id
  }
}

function announce(id: string, post: PostHead, draft: ScanDraft): void {
  const known: Omit<KnownPost, 'seq'> = {
    ...published(post),
    id,
    updatedAt: post.updatedAt ?? null,
    announcedAt: draft.facts.now,
    withdrawnAt: null,
    aliases: post.aliases,
  }
  draft.ids.set(id, post.path)
  draft.announce.push(known)
  draft.report.new.push(summaryOf(known, draft.facts.zone))
}

function update(known: KnownPost, post: PostHead, draft: ScanDraft): void {
  const edited = known.fingerprint !== post.fingerprint
  const restored = known.withdrawnAt !== null
  const touched = edited && !draft.facts.reread ? wholeSeconds(draft.facts.now) : known.updatedAt
  const moved = known.location === post.location ? [] : [known.location]
  const next: KnownPost = {
    ...known,
    ...published(post),
    updatedAt: post.updatedAt ?? touched,
    withdrawnAt: null,
    aliases: [...new Set([...known.aliases, ...moved, ...post.aliases])].filter((alias) => alias !== post.location),
  }
  if (JSON.stringify(next) === JSON.stringify(known)) return
  draft.update.push(next)
  if (known.path !== post.path)
    draft.report.renamed.push({ ...summaryOf(next, draft.facts.zone), from: known.location })
  if ((edited && !draft.facts.reread) || restored) draft.report.edited.push(summaryOf(next, draft.facts.zone))
}

function published(post: PostHead) {
  const { path, slug, location, title, publishedAt, fingerprint, bodyHash, tags } = post
  return { path, slug, location, title, permalink: post.permalink ?? null, publishedAt, fingerprint, bodyHash, tags }
}

function withdraw(id: string | null, draft: ScanDraft): void {
  const known = draft.known.get(id ?? '')
  if (!known || known.withdrawnAt !== null || draft.present.has(known.id)) return
  const next = { ...known, withdrawnAt: draft.facts.now }
  draft.known.set(known.id, next)
  draft.update.push(next)
  draft.report.withdrawn.push(summaryOf(next, draft.facts.zone))
}

/** What holds for files whether they changed or not: the rejected and the scheduled. */
function standingReport(draft: ScanDraft): Pick<ScanReport, 'rejected' | 'scheduled'> {
  const after = new Map(draft.records)
  for (const path of draft.facts.gone) after.delete(path)
  for (const file of draft.files) after.set(file.path, file)
  return standingOf([...after.values()], draft.facts)
}

function emptyRecord({ path, size, mtimeMs }: SeenFile): Omit<FileRecord, 'state'> {
  const nothing = {
    postId: null,
    fingerprint: null,
    title: null,
    slug: null,
    location: null,
    publishAt: null,
    line: null,
    reason: null,
  }
  return { path, size, mtimeMs, ...nothing }
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}
