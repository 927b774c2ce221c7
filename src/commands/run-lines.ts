import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DateTime } from 'luxon'
import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { alarmLine } from '../deliveries/alarms.ts'
import type { PublishReport } from '../pipeline/publish-report.ts'
import { firstMailedDay } from '../pipeline/today.ts'
import { upcomingDues } from '../store/compose.ts'
import { readFiles } from '../store/posts.ts'
import { begunFiles, begunLine } from './begun.ts'
import { doneLine } from './done-line.ts'
import { costLine, heldLines } from './held-lines.ts'
import { messageLines, waitingLines } from './message-lines.ts'
import {
  attentionLines,
  haltedLine,
  modeLine,
  plural,
  postLines,
  rejectedLines,
  sentence,
  upcomingLine,
} from './words.ts'

/** A line for a person; one that matters is shown even with --quiet. */
export type Line = { text: string; matters: boolean }

/** `approved`: what a person let go on. `hasTried`: some message was handed to a mail server, whatever became of it. */
type Run = { startedAt: number; stopped: boolean; approved: string[]; hasTried: boolean }

/** What a run did, in a few lines: the mode, posts, feeds, editions, where the messages lie, and what to mend. */
export async function runLines(app: App, report: PublishReport, run: Run): Promise<Line[]> {
  const told = [
    modeLine(app),
    ...run.approved,
    ...(isIdle(report) && !run.hasTried ? await idleLines(app, report) : await doneLines(app, report, run.startedAt)),
    ...archiveLine(app, report, await firstMailedDay(app, app.clock())),
    ...begunLine(begunFiles(app, await readFiles(app.store.db))),
    ...upcomingLine(await upcomingDues(app.store.db, app.clock()), app.config.site.timezone),
  ]
  const mend = [
    ...rejectedLines(report.posts.rejected, app.paths.root),
    ...heldLines(app, report.held),
    ...attentionLines(report.attention, app.paths.root),
    ...(report.feeds.failed === null ? [] : [`${sentence(report.feeds.failed)} Its readers get the one from before.`]),
    ...report.alarms.map(alarmLine),
    ...report.servers.map(({ server, reason }) => `Mail server ${server} gave way to the others: ${sentence(reason)}`),
    ...(report.waits === null ? [] : [report.waits]),
    ...(report.halted === null ? [] : [haltedLine(app, report.halted)]),
    ...(run.stopped ? [stoppedLine(report)] : []),
  ]
  return [...told.map((text) => ({ text, matters: false })), ...mend.map((text) => ({ text, matters: true }))]
}

function stoppedLine({ feeds, deliveries, unplanned }: PublishReport): string {
  const left = [
    ...(feeds.left > 0 ? [`${plural(feeds.left, 'file')} below public/`] : []),
    ...(deliveries.queued > 0 ? [plural(deliveries.queued, 'message')] : []),
    ...(unplanned ? ['digests that were not planned yet'] : []),
  ]
  return left.length === 0 ? 'Stopped.' : `Stopped. Left for the next run: ${left.join(', ')}.`
}

async function idleLines(app: App, report: PublishReport): Promise<string[]> {
  const { posts, held, attention, alarms, halted } = report
  const waiting = await waitingLines(app, report)
  const isQuiet =
    posts.rejected.length + held.length + attention.length + alarms.length + waiting.length === 0 && halted === null
  const quiet = 'no new post, and no digest is due.'
  return [isQuiet ? `Nothing to do: ${quiet}` : `N${quiet.slice(1)}`, ...waiting, ...postLines(posts)]
}

function isIdle({ posts, feeds, editions, deliveries, unplanned }: PublishReport): boolean {
  const changes = [posts.new, posts.edited, posts.renamed, posts.withdrawn, feeds.written, editions]
  return (
    feeds.failed === null &&
    !unplanned &&
    changes.every((list) => list.length === 0) &&
    deliveries.accepted + deliveries.bounced + deliveries.queued === 0
  )
}

async function doneLines(app: App, report: PublishReport, startedAt: number): Promise<string[]> {
  const held = new Set(report.held.map(({ edition }) => edition))
  const { written, unchanged } = report.feeds
  const feeds = written.length > 0 ? feedNames(written) : `${unchanged.length} unchanged`
  return [
    ...postLines(report.posts),
    ...(written.length + unchanged.length > 0 ? [`Feeds: ${feeds}.`] : []),
    ...report.editions
      .filter(({ id }) => !held.has(id))
      .map(
        ({ subject, posts, subscribers }) =>
          `Digest: "${subject}" with ${plural(posts.length, 'post')} to ${plural(subscribers, 'subscriber')}.`,
      ),
    ...(await messageLines(app, report)),
    ...report.done.map(doneLine),
    ...costLine(app, report.deliveries.accepted),
    ...(app.mode === 'rehearsal' && report.deliveries.accepted > 0 ? inboxLines(app, startedAt) : []),
  ]
}

/** The feeds of the whole site by name, those of tags and the archive by number. */
function feedNames(written: string[]): string {
  const heads = written.filter((name) => !name.includes('/')).map((name) => `public/${name}`)
  const below = (folder: string) => written.filter((name) => name.startsWith(`${folder}/`)).length
  const others = ['tags', 'archive'].filter((folder) => below(folder) > 0)
  return [...heads, ...others.map((folder) => `${below(folder)} below public/${folder}/`)].join(', ')
}

/** Says why a blog that was just connected is mailed to nobody. */
function archiveLine(app: App, { posts }: PublishReport, since: number): string[] {
  const old = posts.new.filter(({ publishedAt }) => Date.parse(publishedAt) < since).length
  if (old === 0) return []
  const day = DateTime.fromMillis(since, { zone: app.config.site.timezone }).toISODate()
  return [`${plural(old, 'new post')} older than ${day}: in the feeds, but mailed to nobody (digest.since).`]
}

const SHOWN = 8

function inboxLines(app: App, startedAt: number): string[] {
  const fresh = readdirSync(app.paths.inbox)
    .filter((name) => name.endsWith('.eml') && statSync(join(app.paths.inbox, name)).mtimeMs >= startedAt)
    .toSorted()
  if (fresh.length === 0) return []
  const shown = fresh.slice(0, SHOWN).map((name) => `  ${relative(app.paths.root, join(app.paths.inbox, name))}`)
  const rest = fresh.length > SHOWN ? [`  and ${fresh.length - SHOWN} more`] : []
  const { root } = app.paths
  const look = `Look at them with "${npmRun(root, 'inbox')}", at the coming digest with "${npmRun(root, 'preview')}".`
  return [...shown, ...rest, look]
}
