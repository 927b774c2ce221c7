import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../app.ts'
import { walkPosts } from '../files/walk.ts'
import type { KnownPost } from '../posts/known.ts'
import type { ScanPlan, ScanReport } from '../posts/plan.ts'
import type { PostContent } from '../posts/post.ts'
import { type DueGroup, dueGroups, type UpcomingDue, upcomingDues } from '../store/compose.ts'
import { readDocuments } from '../store/documents.ts'
import { type OpenEdition, openEditions } from '../store/open-editions.ts'
import { readContents, readFiles, readPosts } from '../store/posts.ts'
import { readSetting } from '../store/settings.ts'
import { standingSums } from '../store/standing.ts'
import { holdsOf } from './budget.ts'
import { groupKey, planEditions, wantedBy } from './compose.ts'
import { type ContentsOf, contentsOfPosts } from './contents.ts'
import { documentText } from './document-writer.ts'
import { entryMaker } from './entries.ts'
import { folderChanges } from './folder-changes.ts'
import { resendsInDoubt } from './hold.ts'
import { type Held, whatIsHeld } from './hold-editions.ts'
import type { PublishReport } from './publish-report.ts'
import { restoredBackup } from './restored.ts'
import { planFolder } from './scan.ts'
import { type FeedReport, isStale, plannedDocuments, proposedFeedId } from './syndicate.ts'
import { isFeed } from './syndicated.ts'

export type ForecastOptions = { at: number; now: boolean; feedsOnly: boolean }

/** What `publish` would do at a time, and when the digests that would not be due then are. */
export type Forecast = Omit<
  PublishReport,
  'done' | 'attention' | 'editions' | 'hub' | 'held' | 'waits' | 'alarms' | 'servers' | 'unplanned'
> & {
  editions: { id: null; subject: string; posts: string[]; subscribers: number; cadences: Record<string, number> }[]
  /** What was planned before and would be sent now: editions, and answers to sign-ups. */
  open: OpenEdition[]
  /** What is held, and what would be; `edition` is null for that. */
  held: (Omit<Held, 'edition'> & { edition: number | null })[]
  upcoming: UpcomingDue[]
}

/** Works out what `publish` would do at a time, through the same functions, and writes nothing. */
export async function forecast(app: App, options: ForecastOptions): Promise<Forecast> {
  const { db } = app.store
  const scan = await foreseeScan(app, options.at)
  const log = scan.posts.filter((post) => post.withdrawnAt === null).toSorted((a, b) => a.seq - b.seq)
  const lastSeq = scan.posts.reduce((last, post) => Math.max(last, post.seq), 0)
  const halted = (await restoredBackup(app))?.message ?? null
  const isMailing = !options.feedsOnly && halted === null
  const groups = isMailing ? await dueGroups(db, { now: options.at, force: options.now, lastSeq }) : []
  const { deferred, inDoubt, queued } = await standingSums(db)
  return {
    mode: app.mode,
    posts: scan.report,
    feeds: await foreseeFeeds(app, scan.posts, scan.contents),
    ...(await foreseeEditions(app, log, groups, scan.contents, options.at)),
    open: isMailing ? await foreseeOpen(app, options.at) : [],
    deliveries: { accepted: 0, bounced: 0, deferred, inDoubt, queued },
    halted,
    upcoming: isMailing ? await upcomingDues(db, options.at) : [],
  }
}

async function foreseeOpen(app: App, now: number): Promise<OpenEdition[]> {
  const when = { now, resendInDoubt: resendsInDoubt(app) }
  const urgent = await openEditions(app.store.db, { ...when, lane: 'urgent' })
  return [...urgent, ...(await openEditions(app.store.db, when))]
}

/** The posts as they would stand after a scan at this time. */
export async function foreseeScan(
  app: App,
  at: number,
): Promise<{ posts: KnownPost[]; report: ScanReport; contents: ContentsOf }> {
  const { db } = app.store
  const files = walkPosts(app.paths.posts, app.paths.root)
  const changes = await folderChanges(app, files, await readFiles(db), { now: at, settleMs: 0 })
  const read = new Map<string, PostContent>()
  const contents: ContentsOf = async (fingerprints) => {
    const fresh = fingerprints.flatMap((fingerprint) => {
      const content = read.get(fingerprint)
      return content ? [[fingerprint, content] as const] : []
    })
    const stored = await readContents(
      db,
      fingerprints.filter((fingerprint) => !read.has(fingerprint)),
    )
    return new Map([...stored, ...fresh])
  }
  const plan = await planFolder(app, changes, {
    now: at,
    contents,
    keep: async (texts) => {
      for (const { fingerprint, content } of texts) read.set(fingerprint, content)
    },
  })
  return { posts: after(plan, await readPosts(db)), report: plan.report, contents }
}

function after(plan: ScanPlan, known: KnownPost[]): KnownPost[] {
  const updated = new Map(plan.update.map((post) => [post.id, post]))
  const last = known.reduce((seq, post) => Math.max(seq, post.seq), 0)
  const announced = plan.announce.map((post, index) => ({ ...post, seq: last + index + 1 }))
  return [...known.map((post) => updated.get(post.id) ?? post), ...announced]
}

async function foreseeFeeds(app: App, posts: KnownPost[], contents: ContentsOf): Promise<FeedReport> {
  const feedId = (await readSetting(app.store.db, 'feed-id')) ?? proposedFeedId(app, posts)
  const known = new Map(posts.map((post) => [post.id, post]))
  const before = new Map((await readDocuments(app.store.db)).map((record) => [record.name, record]))
  const entriesOf = entryMaker(app)
  const report: FeedReport = { written: [], unchanged: [], failed: null, left: 0 }
  for (const document of plannedDocuments(app, posts)) {
    if (!isFeed(document.name)) continue
    const isSame = async (standing: string) => {
      const shown = document.posts.flatMap((id) => known.get(id) ?? [])
      return documentText(app, document, await entriesOf(shown, contents), feedId) === standing
    }
    const standing = readIfThere(join(app.paths.public, document.name))
    const isKept = !isStale(app, document, before.get(document.name)) || (standing !== null && (await isSame(standing)))
    report[isKept ? 'unchanged' : 'written'].push(document.name)
  }
  return report
}

function readIfThere(path: string): string | null {
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

async function foreseeEditions(
  app: App,
  log: KnownPost[],
  groups: DueGroup[],
  contents: ContentsOf,
  at: number,
): Promise<Pick<Forecast, 'editions' | 'held'>> {
  const plan = await planEditions(app, log, groups, at, (posts) => contentsOfPosts(app, posts, contents))
  const editions = new Map<string, Forecast['editions'][number]>()
  for (const group of groups) {
    const edition = plan.get(groupKey(group))
    if (!edition) continue
    const { subject, posts, key } = edition
    const before = editions.get(key) ?? { id: null, subject, posts, subscribers: 0, cadences: {} }
    const cadences = { ...before.cadences, [group.cadence]: (before.cadences[group.cadence] ?? 0) + group.count }
    editions.set(key, { ...before, subscribers: before.subscribers + group.count, cadences })
  }
  const holds = await holdsOf(app, wantedBy(plan, groups), at)
  const held = [...holds].flatMap(([key, why]) => {
    const edition = editions.get(key)
    return edition ? { edition: null, subject: edition.subject, subscribers: edition.subscribers, why } : []
  })
  return { editions: [...editions.values()], held: [...(await whatIsHeld(app)), ...held] }
}
