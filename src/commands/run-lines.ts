import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { App } from '../app.ts'
import type { PublishReport } from '../pipeline/publish.ts'
import { upcomingDues } from '../store/compose.ts'
import { attentionLines, modeLine, plural, postLines, rejectedLines, upcomingLine } from './words.ts'

/** A line for a person; one that matters is shown even with --quiet. */
export type Line = { text: string; matters: boolean }

/** What a run did, in a few lines: the mode, posts, feeds, editions, where the messages lie, and what to mend. */
export async function runLines(
  app: App,
  report: PublishReport,
  run: { startedAt: number; stopped: boolean },
): Promise<Line[]> {
  const told = [
    modeLine(app),
    ...(isIdle(report)
      ? ['Nothing to do: every post is published and no digest is due.']
      : doneLines(app, report, run.startedAt)),
    ...upcomingLine(await upcomingDues(app.store.db, app.clock()), app.config.site.timezone),
  ]
  const mend = [
    ...rejectedLines(report.posts.rejected),
    ...attentionLines(report.attention),
    ...(report.halted === null ? [] : [`${report.halted} What is left waits in the ledger for the next run.`]),
    ...(run.stopped ? [`Stopped. ${plural(report.deliveries.queued, 'message')} left for the next run.`] : []),
  ]
  return [...told.map((text) => ({ text, matters: false })), ...mend.map((text) => ({ text, matters: true }))]
}

function isIdle({ posts, feeds, editions, deliveries }: PublishReport): boolean {
  const changes = [posts.new, posts.edited, posts.renamed, posts.withdrawn, feeds.written, editions]
  return (
    changes.every((list) => list.length === 0) && deliveries.accepted + deliveries.bounced + deliveries.queued === 0
  )
}

function doneLines(app: App, report: PublishReport, startedAt: number): string[] {
  const { written, unchanged } = report.feeds
  const feeds =
    written.length > 0 ? written.map((name) => `public/${name}`).join(', ') : `${unchanged.length} unchanged`
  return [
    ...postLines(report.posts),
    `Feeds: ${feeds}`,
    ...report.editions.map(
      ({ subject, posts, subscribers }) =>
        `Digest: "${subject}" with ${plural(posts.length, 'post')} to ${plural(subscribers, 'subscriber')}`,
    ),
    deliveryLine(report),
    ...(app.mode === 'rehearsal' && report.deliveries.accepted > 0 ? inboxLines(app, startedAt) : []),
  ]
}

function deliveryLine({ deliveries }: PublishReport): string {
  const { accepted, deferred, bounced, inDoubt, queued } = deliveries
  const counts = [
    `${accepted} accepted by the mail server`,
    ...(deferred > 0 ? [`${deferred} to be tried again`] : []),
    ...(bounced > 0 ? [`${bounced} bounced`] : []),
    ...(inDoubt > 0 ? [`${inDoubt} in doubt`] : []),
    ...(queued > 0 ? [`${queued} waiting`] : []),
  ]
  return `Messages: ${counts.join(', ')}`
}

const SHOWN = 8

function inboxLines(app: App, startedAt: number): string[] {
  const fresh = readdirSync(app.paths.inbox)
    .filter((name) => name.endsWith('.eml') && statSync(join(app.paths.inbox, name)).mtimeMs >= startedAt)
    .toSorted()
  if (fresh.length === 0) return []
  const shown = fresh.slice(0, SHOWN).map((name) => `  ${relative(app.paths.root, join(app.paths.inbox, name))}`)
  const rest = fresh.length > SHOWN ? [`  and ${fresh.length - SHOWN} more`] : []
  return [...shown, ...rest, 'Look at them with "npm run inbox", at the coming digest with "npm run preview".']
}
