import { setTimeout } from 'node:timers/promises'
import type { App } from '../app.ts'
import { checkStore } from '../store/check.ts'
import { claimsEndIn, hasDeliverable, recoverDeliveries } from '../store/deliveries.ts'
import { standingSums } from '../store/standing.ts'
import type { DeliverReport } from './deliver.ts'
import { HOLD_MS } from './hold.ts'
import type { PublishOptions } from './options.ts'

export type SendReport = { accepted: number; bounced: number; halted: string | null }

const LOOK_AGAIN_MS = 250
/** A lease is never longer than this, whatever became of the database's clock. */
const LONGEST_LEASE_MS = 6_000

/**
 * Sends what can be sent, and also what a run that was killed had claimed: its claims run out within seconds. Another run
 * that lives renews them, and is left to its work.
 * @param isChecked whether this run has looked for damage in the store already
 */
export async function send(app: App, options: PublishOptions, isChecked: boolean): Promise<SendReport> {
  const { db } = app.store
  const report: SendReport = { accepted: 0, bounced: 0, halted: null }
  let waitUntil: number | null = null
  for (;;) {
    const lookedAt = performance.now()
    const recovered = await recoverDeliveries(db, { now: app.clock(), holdMs: HOLD_MS })
    if (recovered.inDoubt > 0) app.log.warn(recovered, 'an earlier run was stopped while messages were on the wire')
    if (await hasDeliverable(db, deliverable(app))) {
      if (!isChecked) await checkStore(db)
      add(report, await sendAll(app, options))
    }
    const heldFor = await claimsEndIn(db)
    waitUntil ??= heldFor === null ? null : performance.now() + Math.min(heldFor, LONGEST_LEASE_MS) + LOOK_AGAIN_MS
    const isOver = heldFor === null || report.halted !== null || options.signal?.aborted
    if (isOver || waitUntil === null || lookedAt > waitUntil) return report
    await setTimeout(LOOK_AGAIN_MS)
  }
}

function add(report: SendReport, { accepted, bounced, halted }: DeliverReport): void {
  report.accepted += accepted
  report.bounced += bounced
  report.halted = halted
}

function deliverable(app: App) {
  return { now: app.clock(), resendInDoubt: app.config.delivery.inDoubt === 'resend' }
}

async function sendAll(app: App, { signal, onProgress }: PublishOptions): Promise<DeliverReport> {
  const total = (await standingSums(app.store.db)).queued
  const { deliver } = await import('./deliver.ts')
  const sender = await app.openSender()
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= sender.close()
  }
  signal?.addEventListener('abort', close)
  try {
    return await deliver(app, sender, { signal, onProgress: (done) => onProgress?.('sending', done, total) })
  } finally {
    signal?.removeEventListener('abort', close)
    close()
    await closing
  }
}
