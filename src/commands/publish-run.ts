import type { App } from '../app.ts'
import { type PublishReport, publish } from '../pipeline/publish.ts'
import type { Console, SharedOptions } from './console.ts'
import { showProgress } from './progress.ts'
import { runLines } from './run-lines.ts'

type Flags = SharedOptions & { now?: boolean; feedsOnly?: boolean; withdrawAll?: boolean; json?: boolean }

/** Publishes once and says what it did. */
export async function publishRun(app: App, flags: Flags, terminal: Console): Promise<number> {
  const progress = showProgress(terminal, flags.quiet ?? false)
  const startedAt = Date.now()
  const report = await publish(app, {
    now: flags.now ?? false,
    feedsOnly: flags.feedsOnly ?? false,
    withdrawAll: flags.withdrawAll ?? false,
    signal: terminal.signal,
    onProgress: progress.step,
  }).finally(progress.end)
  if (flags.json) terminal.print(JSON.stringify(report, null, 2))
  const lines = await runLines(app, report, { startedAt, stopped: terminal.signal.aborted })
  for (const { text, matters } of lines) if (matters || !flags.quiet) terminal.say(text)
  return needsPerson(report) || (terminal.signal.aborted && report.deliveries.queued > 0) ? 1 : 0
}

function needsPerson({ posts, feeds, attention, halted }: PublishReport): boolean {
  return posts.rejected.length > 0 || feeds.failed !== null || attention.length > 0 || halted !== null
}
