import { schedule } from 'node-cron'
import type { App } from '../app.ts'
import { publish } from './publish.ts'
import type { PublishReport } from './publish-report.ts'
import { sendUrgent } from './urgent.ts'
import { workerLog } from './worker-log.ts'

/** Half-written files are left to the next tick. */
const SETTLE_MS = 2_000

/** A tick may start late by so much before the worker calls itself ill. */
const GRACE_MS = 60_000

export type Health = {
  ok: boolean
  lastRunAt: string | null
  lastError: string | null
  nextRunAt: string | null
  /** Mail servers that need a look although others carry. */
  servers: PublishReport['servers']
}

export type Worker = {
  health: () => Health
  /** Ends after the run at hand has finished what is on the wire. */
  stop: () => Promise<void>
  /** Answers what people have just asked for by a page, beside whatever is being sent. */
  answer: () => void
  /** Runs as soon as possible, once, however often it is asked while one is on. */
  wake: () => Promise<void>
}

/** Publishes at once and then at every tick of `worker.tick`, never two runs at a time. */
export function startWorker(app: App, signal: AbortSignal): Worker {
  let lastRunAt: number | null = null
  let lastError: string | null = null
  let running: Promise<void> | null = null
  const log = workerLog(app)

  const run = async (planOnly: boolean) => {
    const progress = log.progress()
    try {
      const report = await publish(app, { signal, settleMs: SETTLE_MS, planOnly, onProgress: progress.step })
      lastError = report.feeds.failed ?? report.halted
      log.ended(report, progress.hasTried())
    } catch (error) {
      if (signal.aborted) return
      lastError = error instanceof Error ? error.message : String(error)
      app.log.error({ err: error }, 'the run failed; the next tick tries again')
    } finally {
      progress.end()
      lastRunAt = app.clock()
    }
  }
  const wake = () => {
    running ??= run(false).finally(() => {
      running = null
    })
    return running
  }
  const answers = oneAtATime(
    async () => {
      if (signal.aborted) return
      const { halted } = await sendUrgent(app, signal)
      if (halted !== null) app.log.error({}, halted)
    },
    (error) => app.log.error({ err: error }, 'mail that people asked for could not be sent; the next tick tries again'),
  )
  const looks = oneAtATime(() => run(true))
  // Sending may take hours: posts, digests that come due and what people wait for are looked at with every tick all the same.
  const tick = () => {
    if (!running) return void wake()
    answers.run()
    looks.run()
  }
  const task = schedule(app.config.worker.tick, tick, { timezone: app.config.site.timezone })
  void wake()

  return {
    wake,
    answer: answers.run,
    health: () => {
      const next = task.getNextRun()
      const late = next !== null && running === null && app.clock() - next.getTime() > GRACE_MS
      const ok = lastError === null && lastRunAt !== null && !late
      const isoOf = (time: number | null) => (time === null ? null : new Date(time).toISOString())
      return {
        ok,
        lastRunAt: isoOf(lastRunAt),
        lastError,
        nextRunAt: isoOf(next?.getTime() ?? null),
        servers: log.servers(),
      }
    },
    stop: async () => {
      await task.destroy()
      await running
      await Promise.all([answers.settled(), looks.settled()])
    },
  }
}

/** Runs `work` whenever it is asked to, never twice at a time; asked while it runs, it runs once more. */
function oneAtATime(work: () => Promise<void>, onError: (error: unknown) => void = () => {}) {
  let running: Promise<void> | null = null
  let again = false
  const run = (): void => {
    again = running !== null
    running ??= work()
      .catch(onError)
      .finally(() => {
        running = null
        if (again) run()
      })
  }
  const settled = async () => {
    while (running) await running
  }
  return { run, settled }
}
