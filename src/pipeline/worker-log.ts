import type { App } from '../app.ts'
import type { DoneEdition } from '../store/under-way.ts'
import { paceOf } from './done-editions.ts'
import { whatIsHeld } from './hold-editions.ts'
import { logAlarms } from './log-alarms.ts'
import type { PublishOptions } from './options.ts'
import type { PublishReport } from './publish-report.ts'
import type { SentSums } from './tally.ts'

/** How often the log says how far the sending is. */
const EVERY_MS = 60_000
/** How often it looks whether it is time, while nothing is sent. */
const LOOK_MS = 15_000

/** What a worker says of its runs: what stays as it is, once. */
export function workerLog(app: App) {
  const told = { held: new Set<string>(), waits: null as string | null, servers: [] as PublishReport['servers'] }

  const held = (list: PublishReport['held']) => {
    const keyOf = ({ edition, why }: PublishReport['held'][number]) => `${edition} ${why}`
    const news = list.filter((one) => !told.held.has(keyOf(one)))
    told.held = new Set(list.map(keyOf))
    for (const { edition, subject, subscribers, why } of news) {
      app.log.error({ edition, subject, subscribers }, `the edition waits for publish --approve ${edition}: ${why}`)
    }
  }
  const waits = (report: PublishReport) => {
    if (report.waits !== null && report.waits !== told.waits) app.log.info({}, report.waits)
    told.waits = report.waits ?? told.waits
  }
  const servers = (report: PublishReport) => {
    // A run that sent nothing has not asked them.
    if (report.servers.length + report.deliveries.accepted === 0) return
    if (JSON.stringify(report.servers) === JSON.stringify(told.servers)) return
    told.servers = report.servers
    for (const { server, reason } of report.servers)
      app.log.warn({ server }, `the mail server gave way to the others: ${reason}`)
    if (report.servers.length === 0) app.log.info({}, 'every mail server takes its share again')
  }
  const ended = (report: PublishReport, hasTried = false) => {
    waits(report)
    servers(report)
    logRun(app, report, hasTried)
    held(report.held)
  }
  /** Shows how a run comes along until it is ended, and tells meanwhile of what has come to be held. */
  const progress = () => {
    let latest: Parameters<ReturnType<typeof progressLog>> | null = null
    const line = progressLog(app)
    const tell = () => {
      if (latest && line(...latest)) void whatIsHeld(app).then(held, () => {})
    }
    const timer = setInterval(tell, LOOK_MS).unref()
    const step: NonNullable<PublishOptions['onProgress']> = (name, done, total, sums) => {
      if (name !== 'sending' || !sums) return
      latest = [done, total, sums]
      tell()
    }
    return { step, hasTried: () => latest !== null, end: () => clearInterval(timer) }
  }
  return { ended, progress, servers: () => told.servers }
}

/** Logs how far the sending is, once a minute. @returns whether it did */
function progressLog(app: App) {
  let since = { at: app.clock(), done: 0 }
  return (done: number, total: number, { accepted, deferred, bounced, inDoubt }: SentSums): boolean => {
    const now = app.clock()
    const seconds = (now - since.at) / 1000
    if (now - since.at < EVERY_MS) return false
    const rate = Math.round((10 * (done - since.done)) / seconds) / 10
    since = { at: now, done }
    app.log.info({ accepted, deferred, bounced, inDoubt, left: Math.max(0, total - done), rate }, 'sending')
    return true
  }
}

/** @param hasTried whether some message was handed to a mail server, whatever became of it */
function logRun(app: App, report: PublishReport, hasTried: boolean): void {
  const { posts, feeds, editions, deliveries, halted } = report
  for (const { path, line, reason } of posts.rejected) app.log.warn({ path, line }, reason)
  for (const edition of report.done) tellDone(app, edition)
  if (feeds.failed !== null) app.log.error({}, feeds.failed)
  logAlarms(app, report.alarms)
  if (halted !== null) app.log.error({ queued: deliveries.queued }, halted)
  const counts = { new: posts.new.length, edited: posts.edited.length, feeds: feeds.written.length, ...deliveries }
  const changes = counts.new + counts.edited + counts.feeds + counts.accepted + counts.bounced + editions.length
  const idle = changes === 0 && !hasTried
  app.log[idle ? 'debug' : 'info'](counts, idle ? 'nothing to do' : 'published')
}

function tellDone(app: App, edition: DoneEdition): void {
  const { id, subject, planned, accepted, bounced, retried, inDoubt, cancelled } = edition
  const counts = { planned, accepted, bounced, retried, inDoubt, cancelled }
  app.log.info({ edition: id, subject, ...counts, ...paceOf(edition) }, 'edition done')
}
