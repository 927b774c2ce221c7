import { schedule } from 'node-cron'
import type { App } from '../app.ts'
import { type PublishReport, publish } from './publish.ts'

/** Half-written files are left to the next tick. */
const SETTLE_MS = 2_000

/** A tick may start late by so much before the worker calls itself ill. */
const GRACE_MS = 60_000

export type Health = { ok: boolean; lastRunAt: string | null; lastError: string | null; nextRunAt: string | null }

export type Worker = {
  health: () => Health
  /** Ends after the run at hand has finished what is on the wire. */
  stop: () => Promise<void>
  /** Runs as soon as possible, once, however often it is asked while one is on. */
  wake: () => Promise<void>
}

/** Publishes at once and then at every tick of `worker.tick`, never two runs at a time. */
export function startWorker(app: App, signal: AbortSignal): Worker {
  let lastRunAt: number | null = null
  let lastError: string | null = null
  let running: Promise<void> | null = null

  const run = async () => {
    try {
      const report = await publish(app, { signal, settleMs: SETTLE_MS })
      lastError = report.feeds.failed ?? report.halted
      logRun(app, report)
    } catch (error) {
      if (signal.aborted) return
      lastError = error instanceof Error ? error.message : String(error)
      app.log.error({ err: error }, 'the run failed; the next tick tries again')
    } finally {
      lastRunAt = app.clock()
    }
  }
  const wake = () => {
    running ??= run().finally(() => {
      running = null
    })
    return running
  }
  const task = schedule(app.config.worker.tick, wake, { noOverlap: true, timezone: app.config.site.timezone })
  void wake()

  return {
    wake,
    health: () => {
      const next = task.getNextRun()
      const late = next !== null && running === null && app.clock() - next.getTime() > GRACE_MS
      const ok = lastError === null && lastRunAt !== null && !late
      const isoOf = (time: number | null) => (time === null ? null : new Date(time).toISOString())
      return { ok, lastRunAt: isoOf(lastRunAt), lastError, nextRunAt: isoOf(next?.getTime() ?? null) }
    },
    stop: async () => {
      await task.destroy()
      await running
    },
  }
}

function logRun(app: App, report: PublishReport): void {
  const { posts, feeds, editions, deliveries, halted } = report
  for (const { path, line, reason } of posts.rejected) app.log.warn({ path, line }, reason)
  for (const { id, subject, subscribers } of editions)
    app.log.info({ edition: id, subject, subscribers }, 'edition planned')
  if (feeds.failed !== null) app.log.error({}, feeds.failed)
  if (halted !== null) app.log.error({ queued: deliveries.queued }, halted)
  const counts = { new: posts.new.length, edited: posts.edited.length, feeds: feeds.written.length, ...deliveries }
  const idle =
    counts.new + counts.edited + counts.feeds + counts.accepted + counts.bounced === 0 && editions.length === 0
  app.log[idle ? 'debug' : 'info'](counts, idle ? 'nothing to do' : 'published')
}
