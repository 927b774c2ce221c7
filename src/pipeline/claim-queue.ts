import type { App } from '../app.ts'
import type { ClaimedDelivery, Lane } from '../deliveries/delivery.ts'
import { claimDeliveries } from '../store/claims.ts'
import { resendsInDoubt } from './hold.ts'

const BATCH = 200

/** Answers one delivery at each call, from batches of claims; null when nothing is left or the run was told to stop. */
export function claimOneByOne(
  app: App,
  claim: { owner: string; leaseMs: number; lane: Lane },
  signal: AbortSignal | undefined,
): () => Promise<ClaimedDelivery | null> {
  const waiting: ClaimedDelivery[] = []
  let refill: Promise<void> | null = null
  const refillOnce = async () => {
    const when = { now: app.clock(), resendInDoubt: resendsInDoubt(app) }
    waiting.push(...(await claimDeliveries(app.store.db, { ...claim, ...when, limit: BATCH })))
  }
  return async () => {
    if (signal?.aborted) return null
    if (waiting.length === 0) {
      refill ??= refillOnce().finally(() => {
        refill = null
      })
      await refill
    }
    return signal?.aborted ? null : (waiting.shift() ?? null)
  }
}
