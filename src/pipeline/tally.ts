import type { App } from '../app.ts'
import { type Alarm, raiseAlarm } from '../deliveries/alarms.ts'
import type { ClaimedDelivery, Outcome } from '../deliveries/delivery.ts'
import { domainOf } from '../deliveries/domain-of.ts'
import type { Settlement } from '../deliveries/retry.ts'
import { withoutAddresses } from '../deliveries/without-addresses.ts'
import type { ServerTrouble } from '../smtp/servers.ts'

/** Outcomes of one run, by kind. */
export type SentSums = { accepted: number; deferred: number; bounced: number; inDoubt: number }

/** `halted` says why nothing more was sent. */
export type DeliverReport = SentSums & {
  halted: string | null
  /** Receivers that refused the sender, not somebody's address. */
  alarms: Alarm[]
  /** Mail servers that nothing went through at the end, although others carried. */
  servers: ServerTrouble[]
  /** What is left for another day, and why: nothing is wrong. */
  waits: string | null
}

export function emptyDelivered(): DeliverReport {
  return { accepted: 0, deferred: 0, bounced: 0, inDoubt: 0, halted: null, alarms: [], servers: [], waits: null }
}

/** Messages in a row that were refused, and how many have settled. */
export type Streak = { untried: number; refused: number; done: number }

/** Messages in a row that a server refuses for what they are: it would refuse the rest as well. */
const REFUSALS = 10

type Counted = { outcome: Outcome; delivery: ClaimedDelivery; state: Settlement['state'] }
type Tally = {
  app: App
  report: DeliverReport
  streak: Streak
  options: { signal?: AbortSignal | undefined; onProgress?: ((done: number, sums: SentSums) => void) | undefined }
}

/** Adds an outcome to the report, which halts when no message gets through any more. */
export function count({ report, options, app, streak }: Tally, { outcome, delivery, state }: Counted): void {
  streak.untried = outcome.kind === 'untried' && !options.signal?.aborted ? streak.untried + 1 : 0
  streak.refused = outcome.kind === 'bounced' && !outcome.suppress ? streak.refused + 1 : 0
  if (outcome.kind === 'bounced') raiseAlarm(report.alarms, outcome.reply, domainOf(delivery.address))
  if (streak.untried >= app.config.delivery.connections || streak.refused >= REFUSALS)
    report.halted ??= withoutAddresses(outcome.reply)
  switch (state) {
    case 'accepted':
    case 'deferred':
    case 'bounced':
      report[state]++
      break
    case 'in_doubt':
      report.inDoubt++
      break
    case 'ready':
      return
    default:
      state satisfies never
  }
  options.onProgress?.(++streak.done, report)
}
