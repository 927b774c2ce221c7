import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { App } from '../app.ts'
import { LeaseLost } from '../store/errors.ts'
import { acquireLease, type Lease, releaseLease, renewLease } from '../store/lock.ts'
import { PublishRefused } from './refusal.ts'

/** Short, so that a run that was killed holds up the next one for seconds only. */
const TTL_MS = 5_000
const RENEW_MS = 1_500
const RETRY_MS = 100

/**
 * Runs `work` while no other process of this site scans, writes feeds or plans. Waits for one that does.
 * @param work gets the lease, by which its transactions are fenced
 * @throws PublishRefused when it is told to stop while it waits
 */
async function withLease<T>(
  app: App,
  name: string,
  work: (lease: Lease) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { db } = app.store
  const owner = `${hostname()}:${process.pid}`
  let waited = false
  let lease = await acquireLease(db, name, owner, TTL_MS)
  while (!lease) {
    if (!waited) app.log.info({ lease: name }, 'another run is at work; waiting for it')
    waited = true
    await setTimeout(RETRY_MS)
    if (signal?.aborted) throw new PublishRefused('Stopped while another run was at work. Run it again.')
    lease = await acquireLease(db, name, owner, TTL_MS)
  }
  const held = lease
  const renewal = setInterval(() => void renewLease(db, held, TTL_MS).catch(() => {}), RENEW_MS)
  try {
    return await work(held)
  } finally {
    clearInterval(renewal)
    await releaseLease(db, held)
  }
}

/** A process that loses its lease more often has no time to work at all. */
const TRIES = 5

/**
 * The same, for work that finds done what it did before: where this process was held up for so long that another one took
 * the lease over, it begins again once that one has done its part.
 */
export async function withLeaseAgain(
  app: App,
  name: string,
  signal: AbortSignal | undefined,
  work: (lease: Lease) => Promise<void>,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await withLease(app, name, work, signal)
    } catch (error) {
      if (!(error instanceof LeaseLost) || tries === TRIES || signal?.aborted) throw error
      app.log.warn({ lease: name }, 'another run took over while this one was held up; it begins again')
    }
  }
}
