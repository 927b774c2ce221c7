import type { App } from '../app.ts'
import { nextDue } from '../digests/schedule.ts'
import { hasDeliverable } from '../store/deliveries.ts'
import { lastSeq } from '../store/posts.ts'
import { settleSignUps } from '../store/sign-ups.ts'
import { newNonce } from '../subscribers/consent-token.ts'
import { suppressionKeys } from '../subscribers/forgotten.ts'
import { REQUEST_LIFE_MS } from '../subscribers/request-life.ts'
import { planLetters } from './letters.ts'
import { logAlarms } from './log-alarms.ts'
import { EditionFault } from './refusal.ts'
import { restoredBackup } from './restored.ts'
import { deliverable, recover, sendLane } from './send.ts'
import type { DeliverReport } from './tally.ts'

const BATCH = 200

/**
 * Answers people who act by themselves: looks at sign-ups, and mails confirmations and welcomes, beside whatever digest is
 * being sent. `halted` says what could not be written or sent; it is tried again with the next call.
 */
export async function sendUrgent(app: App, signal?: AbortSignal): Promise<Pick<DeliverReport, 'halted'>> {
  const restored = await restoredBackup(app)
  if (restored) return { halted: restored.message }
  await recover(app)
  const fault = await planUrgentMail(app)
  const isWaiting = await hasDeliverable(app.store.db, deliverable(app, 'urgent'))
  const sent = isWaiting ? await sendLane(app, { lane: 'urgent', signal }) : null
  logAlarms(app, sent?.alarms ?? [])
  return { halted: fault ?? sent?.halted ?? null }
}

/**
 * Puts what people asked for into the ledger, ready to be sent.
 * @returns why some of it cannot be written, or null
 */
export async function planUrgentMail(app: App): Promise<string | null> {
  await settle(app)
  try {
    await planLetters(app)
    return null
  } catch (error) {
    if (error instanceof EditionFault) return error.message
    throw error
  }
}

async function settle(app: App): Promise<void> {
  const { db } = app.store
  const now = app.clock()
  const { seen } = await settleSignUps(db, {
    now,
    limit: BATCH,
    lifeMs: REQUEST_LIFE_MS,
    nonce: newNonce,
    doubleOptIn: app.config.subscribe.doubleOptIn,
    cursor: await lastSeq(db),
    dueAt: (preferences) => nextDue(preferences, now, app.config.digest.schedule),
    suppressionKeys: (key) => suppressionKeys(app.keys, key),
  })
  if (seen === BATCH) await settle(app)
}
