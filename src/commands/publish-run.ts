import type { App } from '../app.ts'
import { publish } from '../pipeline/publish.ts'
import type { PublishReport } from '../pipeline/publish-report.ts'
import { leaseEpoch } from '../store/lock.ts'
import { standingSums } from '../store/standing.ts'
import type { Console, SharedOptions } from './console.ts'
import { afterChanges } from './failure.ts'
import { showProgress } from './progress.ts'
import { approval } from './publish-approved.ts'
import { runLines } from './run-lines.ts'

type Flags = SharedOptions & {
  now?: boolean
  feedsOnly?: boolean
  withdrawAll?: boolean
  approve?: true | string
  json?: boolean
}

/** Publishes once and says what it did. */
export async function publishRun(app: App, flags: Flags, terminal: Console): Promise<number> {
  const progress = showProgress(terminal, flags.quiet ?? false)
  const startedAt = Date.now()
  const before = await trace(app)
  const approved = await approval(app, flags.approve)
  let hasTried = false
  const report = await publish(app, {
    now: flags.now ?? false,
    feedsOnly: flags.feedsOnly ?? false,
    withdrawAll: flags.withdrawAll ?? false,
    approve: flags.approve,
    signal: terminal.signal,
    onProgress: (step, ...counts) => {
      hasTried ||= step === 'sending'
      progress.step(step, ...counts)
    },
  })
    .catch(async (error) => {
      const isUnchanged = (await trace(app).catch(() => null)) === before
      throw isUnchanged ? error : afterChanges(error)
    })
    .finally(progress.end)
  if (flags.json) terminal.print(JSON.stringify(report, null, 2))
  const stopped = terminal.signal.aborted
  const lines = await runLines(app, report, { startedAt, stopped, approved: approved(report.held), hasTried })
  for (const { text, matters } of lines) if (matters || !flags.quiet) terminal.say(text)
  return needsPerson(report) || (stopped && hasLeft(report)) ? 1 : 0
}

function hasLeft({ deliveries, feeds, unplanned }: PublishReport): boolean {
  return deliveries.queued + feeds.left > 0 || unplanned
}

/** What a run changes before anything else: the number of its lease, or the messages that wait. */
async function trace({ store }: App): Promise<string> {
  return JSON.stringify([await leaseEpoch(store.db, 'publish'), await standingSums(store.db)])
}

function needsPerson({ posts, feeds, held, attention, alarms, servers, halted }: PublishReport): boolean {
  const cases = posts.rejected.length + held.length + attention.length + alarms.length + servers.length
  return cases > 0 || feeds.failed !== null || halted !== null
}
