import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { type Alarm, alarmLine } from '../deliveries/alarms.ts'
import type { DeliverySums } from '../deliveries/delivery.ts'
import { type Held, whatIsHeld } from '../pipeline/hold-editions.ts'
import { restoredBackup } from '../pipeline/restored.ts'
import { standingOf } from '../posts/scan-report.ts'
import { type UpcomingDue, upcomingDues } from '../store/compose.ts'
import { deliverySums, needsPerson, type PersonCase } from '../store/deliveries.ts'
import { lastDigest, type ReportCounts, reportedAlarms } from '../store/delivery-reports.ts'
import { countPosts, readFiles } from '../store/posts.ts'
import { countSubscribers } from '../store/subscribers.ts'
import type { SubscriberState } from '../subscribers/subscriber.ts'
import { begunFiles, begunLine } from './begun.ts'
import { reportedWords } from './deliveries-words.ts'
import { heldLines } from './held-lines.ts'
import { attentionLines, modeLine, plural, rejectedLines, upcomingLine } from './words.ts'

export type Status = {
  mode: App['mode']
  posts: { announced: number; scheduled: number; drafts: number; rejected: number }
  /** Files that were begun and have no words yet. */
  begun: string[]
  subscribers: Partial<Record<SubscriberState, number>>
  deliveries: DeliverySums
  /** The last digest of which a server took something, with what was reported of it; null before the first. */
  lastDigest: { id: number; subject: string; reported: ReportCounts } | null
  upcoming: UpcomingDue[]
  /** Editions that wait for a person. */
  held: Held[]
  /** Why nothing is mailed before a person says how to go on: the store was put back from a backup; null when it was not. */
  restored: string | null
  attention: PersonCase[]
  /** Receivers that refused the sender, as reports of the last seven days have it. */
  alarms: Alarm[]
}

const ALARM_DAYS = 7
const DAY_MS = 86_400_000

/** How the site stood after its last run. */
export async function readStatus(app: App): Promise<Status & { lines: string[] }> {
  const { db } = app.store
  const records = await readFiles(db)
  const { site } = app.config
  const { rejected, scheduled } = standingOf(records, { host: new URL(site.url).hostname, zone: site.timezone })
  const begun = begunFiles(app, records)
  const drafts = records.filter((record) => record.state === 'draft').length - begun.length
  return {
    mode: app.mode,
    posts: { announced: await countPosts(db), scheduled: scheduled.length, drafts, rejected: rejected.length },
    begun,
    subscribers: await countSubscribers(db),
    deliveries: await deliverySums(db),
    lastDigest: await lastDigest(db),
    upcoming: await upcomingDues(db, app.clock()),
    held: await whatIsHeld(app),
    restored: (await restoredBackup(app))?.message ?? null,
    attention: await needsPerson(db, { sinceMs: 0, policy: app.config.delivery.inDoubt, now: app.clock() }),
    alarms: await reportedAlarms(db, app.clock() - ALARM_DAYS * DAY_MS),
    lines: rejectedLines(rejected, app.paths.root),
  }
}

/** The same in a few lines for a person. */
export function statusLines(app: App, status: Status & { lines: string[] }): string[] {
  const { posts, subscribers, deliveries } = status
  const states = Object.entries(subscribers).map(([state, count]) => `${count} ${state}`)
  return [
    modeLine(app),
    `Posts: ${posts.announced} announced, ${posts.scheduled} scheduled, ${plural(posts.drafts, 'draft')}, ${posts.rejected} rejected.`,
    ...begunLine(status.begun),
    `Subscribers: ${states.join(', ') || 'none'}.`,
    `Messages: ${deliveries.accepted} accepted, ${deliveries.deferred} deferred, ${deliveries.bounced} bounced, ${deliveries.inDoubt} in doubt, ${deliveries.queued} waiting.`,
    ...reportedLine(app, status),
    ...upcomingLine(status.upcoming, app.config.site.timezone),
    ...status.lines,
    ...(status.restored === null ? [] : [status.restored]),
    ...heldLines(app, status.held),
    ...attentionLines(status.attention, app.paths.root),
    ...status.alarms.map((alarm) => `Reported in the last ${ALARM_DAYS} days: ${alarmLine(alarm)}`),
  ]
}

function reportedLine(app: App, { lastDigest }: Status): string[] {
  const words = lastDigest ? reportedWords(lastDigest.reported) : ''
  if (lastDigest === null || words === '') return []
  const { id, subject } = lastDigest
  const show = npmRun(app.paths.root, 'dateline', 'deliveries', 'show', String(id))
  return [`Of the last digest, "${subject}", came back: ${words}. See from whom with: ${show}`]
}
