import { setTimeout } from 'node:timers/promises'
import type { App } from '../app.ts'
import type { Lane } from '../deliveries/delivery.ts'
import { checkStore } from '../store/check.ts'
import type { Claimable } from '../store/claimable.ts'
import { claimsEndIn, hasDeliverable, recoverDeliveries } from '../store/deliveries.ts'
import { heldEditions } from '../store/held-editions.ts'
import { standingSums } from '../store/standing.ts'
import type { DeliverOptions } from './deliver.ts'
import { holdMsOf, resendsInDoubt } from './hold.ts'
import type { PublishOptions } from './options.ts'
import type { DeliverReport } from './tally.ts'

export type SendReport = Pick<DeliverReport, 'accepted' | 'bounced' | 'halted' | 'alarms' | 'servers' | 'waits'>

const LOOK_AGAIN_MS = 250
/** A lease is never longer than this, whatever became of the database's clock. */
const LONGEST_LEASE_MS = 6_000

const ELSEWHERE = 'Another run has the messages that wait in hand, and goes on with them.'

/** What people wait for goes first. */
const LANES: Lane[] = ['urgent', 'digests']

/**
 * Sends what can be sent, and also what a run that was killed had claimed: its claims run out within seconds. Another run
 * that lives renews them, and is left to its work.
 * @param isChecked whether this run has looked for damage in the store already
 */
export async function send(app: App, options: PublishOptions, isChecked: boolean): Promise<SendReport> {
  const { db } = app.store
  const report: SendReport = { accepted: 0, bounced: 0, halted: null, alarms: [], servers: [], waits: null }
  let waitUntil: number | null = null
  for (;;) {
    const lookedAt = performance.now()
    await recover(app)
    for (const lane of LANES) {
      if (!(await hasDeliverable(db, deliverable(app, lane)))) continue
      if (!isChecked) await checkStore(db)
      add(report, await sendAll(app, lane, options))
    }
    const heldFor = await claimsEndIn(db)
    waitUntil ??= heldFor === null ? null : performance.now() + Math.min(heldFor, LONGEST_LEASE_MS) + LOOK_AGAIN_MS
    if (heldFor === null || waitUntil === null || report.halted !== null || options.signal?.aborted) return report
    if (lookedAt > waitUntil) return { ...report, waits: report.waits ?? ELSEWHERE }
    await setTimeout(LOOK_AGAIN_MS)
  }
}

function add(report: SendReport, { accepted, bounced, halted, alarms, servers, waits }: DeliverReport): void {
  report.accepted += accepted
  report.bounced += bounced
  report.alarms.push(...alarms)
  for (const trouble of servers) {
    const isKnown = report.servers.some(({ server, reason }) => server === trouble.server && reason === trouble.reason)
    if (!isKnown) report.servers.push(trouble)
  }
  report.waits ??= waits
  report.halted ??= halted
}

/** Takes over what runs that were killed have left in either lane. */
export async function recover(app: App): Promise<void> {
  const recovered = await recoverDeliveries(app.store.db, { now: app.clock(), holdMs: holdMsOf(app) })
  if (recovered.inDoubt > 0) app.log.warn(recovered, 'an earlier run was stopped while messages were on the wire')
}

/** What can be sent of a lane now. */
export function deliverable(app: App, lane: Lane): Claimable {
  return { now: app.clock(), resendInDoubt: resendsInDoubt(app), lane }
}

async function sendAll(app: App, lane: Lane, { signal, onProgress }: PublishOptions): Promise<DeliverReport> {
  if (lane === 'urgent') return sendLane(app, { lane, signal })
  const held = await heldEditions(app.store.db)
  const { queued } = await standingSums(app.store.db)
  const total = held.reduce((left, { waiting }) => left - waiting, queued)
  return sendLane(app, { lane, signal, onProgress: (done, sums) => onProgress?.('sending', done, total, sums) })
}

/** Sends what is claimable of one lane, over connections of its own. */
export async function sendLane(app: App, options: DeliverOptions): Promise<DeliverReport> {
  const { signal } = options
  const { connectionsOf, deliver } = await import('./deliver.ts')
  const sender = await app.openSender(connectionsOf(app, options.lane))
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= sender.close()
  }
  signal?.addEventListener('abort', close)
  try {
    return await deliver(app, sender, options)
  } finally {
    signal?.removeEventListener('abort', close)
    close()
    await closing
  }
}
