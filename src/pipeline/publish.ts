import type { App } from '../app.ts'
import { mergeAlarms } from '../deliveries/alarms.ts'
import { type WalkedFile, walkPosts } from '../files/walk.ts'
import type { FileRecord } from '../posts/known.ts'
import type { ScanReport } from '../posts/plan.ts'
import { checkStore } from '../store/check.ts'
import { isAnybodyDue } from '../store/compose.ts'
import { needsPerson } from '../store/deliveries.ts'
import { takeUntoldAlarms } from '../store/delivery-reports.ts'
import { stopEditionsWith } from '../store/editions.ts'
import { type Lease, leaseEpoch } from '../store/lock.ts'
import { applyScan, lastSeq, readContents, readFiles, saveContents } from '../store/posts.ts'
import { initSetting, readSetting, saveSetting } from '../store/settings.ts'
import { standingSums } from '../store/standing.ts'
import { hasUrgentWork } from '../store/urgent-work.ts'
import { doneEditions } from './done-editions.ts'
import { type FolderChanges, folderChanges } from './folder-changes.ts'
import { settleHolds, whatIsHeld } from './hold-editions.ts'
import { followSchedule, hasNewSchedule } from './new-schedule.ts'
import type { PublishOptions } from './options.ts'
import { sendPings } from './pings.ts'
import { emptyReport, type PublishReport } from './publish-report.ts'
import { EditionFault, PublishRefused } from './refusal.ts'
import { restoredBackup } from './restored.ts'
import { send } from './send.ts'
import { syndicatedState } from './syndicated.ts'
import { startOfToday } from './today.ts'
import { withLeaseAgain } from './with-lease.ts'

/**
 * Does everything that is due now, in order: reads posts, writes feeds, plans editions, sends. Whatever stops it, the
 * next call carries on where it stood. Worker and command line both call this and nothing else.
 * @throws errors with place, value and fix; what was done before stays done
 */
export async function publish(app: App, asked: PublishOptions = {}): Promise<PublishReport> {
  const restored = await restoredBackup(app)
  const options = restored ? { ...asked, feedsOnly: true } : asked
  const startedAt = app.clock()
  const epoch = await leaseEpoch(app.store.db, 'publish')
  const folder = await readFolder(app, options)
  const feeds = await syndicatedState(app)
  const report = emptyReport(app, folder.records, feeds.names)
  if (!options.feedsOnly) await settleHolds(app, options)
  const isPlanning = !feeds.current || (await hasPlanningToDo(app, folder, options))
  if (isPlanning) {
    await checkStore(app.store.db)
    await withLeaseAgain(app, 'publish', options.signal, async (lease) => {
      const isCurrent = lease.epoch === epoch + 1
      await update(app, lease, isCurrent ? folder : await readFolder(app, options), options, report)
    })
  }
  report.halted ??= restored?.message ?? null
  if (options.feedsOnly || options.planOnly) {
    const said = { held: await whatIsHeld(app), hub: await sendPings(app) }
    return { ...report, ...said, alarms: options.feedsOnly ? [] : await takeUntoldAlarms(app.store.db) }
  }
  await planUrgent(app, report)
  const { accepted, bounced, halted, alarms, ...said } = await send(app, options, isPlanning)
  const { deferred, inDoubt, queued } = await standingSums(app.store.db)
  return {
    ...report,
    ...said,
    unplanned: options.signal?.aborted === true && (await isDigestDue(app, options)),
    done: await doneEditions(app),
    deliveries: { accepted, deferred, bounced, inDoubt, queued },
    halted: halted ?? report.halted,
    held: await whatIsHeld(app),
    attention: await needsPerson(app.store.db, {
      sinceMs: startedAt,
      policy: app.config.delivery.inDoubt,
      now: app.clock(),
    }),
    hub: await sendPings(app),
    // Last, because they count as told from then on.
    alarms: mergeAlarms(await takeUntoldAlarms(app.store.db), alarms),
  }
}

/** A text that cannot be written holds up nothing else. */
async function planUrgent(app: App, report: PublishReport): Promise<void> {
  if (!(await hasUrgentWork(app.store.db))) return
  const { planUrgentMail } = await import('./urgent.ts')
  const fault = await planUrgentMail(app)
  report.halted ??= fault
}

type Folder = { files: WalkedFile[]; records: FileRecord[]; changes: FolderChanges }

async function readFolder(app: App, options: PublishOptions): Promise<Folder> {
  const files = walkPosts(app.paths.posts, app.paths.root)
  const records = await readFiles(app.store.db)
  const changes = await folderChanges(app, files, records, { now: app.clock(), settleMs: options.settleMs ?? 0 })
  refuseEmptyFolder(app, files, records, options)
  return { files, records, changes }
}

/** An empty folder is far more often a disk that is not mounted than a blog that is given up. */
function refuseEmptyFolder(app: App, files: WalkedFile[], records: FileRecord[], options: PublishOptions): void {
  const before = records.filter((record) => record.postId !== null).length
  if (files.length > 0 || before === 0 || options.withdrawAll) return
  throw new PublishRefused(
    `${app.paths.posts}: holds no post, and ${before} ${before === 1 ? 'is' : 'are'} announced. Is the folder in place? To take them all back, run publish --withdraw-all.`,
  )
}

async function hasPlanningToDo(app: App, { changes }: Folder, options: PublishOptions): Promise<boolean> {
  if (hasChanges(changes)) return true
  if (options.feedsOnly) return false
  return (await hasNewSchedule(app)) || isDigestDue(app, options)
}

async function isDigestDue(app: App, { now: force = false }: PublishOptions): Promise<boolean> {
  const { db } = app.store
  return isAnybodyDue(db, { now: app.clock(), force, lastSeq: await lastSeq(db) })
}

function hasChanges({ changed, gone, reread }: FolderChanges): boolean {
  return changed.length > 0 || gone.length > 0 || reread
}

async function update(app: App, lease: Lease, folder: Folder, options: PublishOptions, report: PublishReport) {
  await settleSite(app, folder.changes)
  if (hasChanges(folder.changes)) report.posts = await scan(app, lease, folder.changes, options)
  const { syndicate } = await import('./syndicate.ts')
  report.feeds = await syndicate(app, lease, options)
  if (options.feedsOnly || options.signal?.aborted) return
  if (await hasNewSchedule(app)) await followSchedule(app, lease)
  const { compose } = await import('./compose.ts')
  try {
    const { now: force = false, signal, onProgress } = options
    report.editions = await compose(app, lease, { now: app.clock(), force, signal, onProgress })
  } catch (error) {
    if (!(error instanceof EditionFault)) throw error
    report.halted = error.message
  }
}

/** What is fixed on a site's first run and never changes with its settings. */
async function settleSite(app: App, { readingKey }: FolderChanges): Promise<void> {
  const { db } = app.store
  const { url, timezone } = app.config.site
  await initSetting(db, 'host', new URL(url).hostname)
  await initSetting(db, 'first-day', String(startOfToday(app.clock(), timezone)))
  if ((await readSetting(db, 'reading')) === null) await saveSetting(db, 'reading', readingKey)
}

async function scan(app: App, lease: Lease, changes: FolderChanges, options: PublishOptions): Promise<ScanReport> {
  const { db } = app.store
  const { planFolder } = await import('./scan.ts')
  const plan = await planFolder(app, changes, {
    now: app.clock(),
    keep: (contents) => saveContents(db, contents),
    contents: (fingerprints) => readContents(db, fingerprints),
    onProgress: (done, total) => options.onProgress?.('reading', done, total),
  })
  for (const post of plan.update) {
    if (post.withdrawnAt !== null) await stopEditionsWith(db, post.id, app.clock())
  }
  await applyScan(db, lease, plan)
  await saveSetting(db, 'reading', changes.readingKey)
  return plan.report
}
