import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import type { Settled } from '../store/outcomes.ts'

export type PutOff = (delivery: ClaimedDelivery, why: string, nextAt: number) => Promise<void>

/** So many are written down at once; whoever brings more waits. */
const MOST = 100

/** Gives deliveries back that are to come again later; no attempt is used up. `settled` resolves when all of it is written. */
export function putOffBy(
  record: (settled: Settled) => Promise<unknown>,
  onError: (error: unknown) => void,
): { putOff: PutOff; settled: () => Promise<unknown> } {
  const writing = new Set<Promise<unknown>>()
  const putOff: PutOff = async ({ id, epoch }, reply, nextAt) => {
    const outcome = { state: 'deferred', reply, nextAt, countsAttempt: false, isPutOff: true } as const
    const written: Promise<unknown> = record({ id, epoch, ...outcome })
      .catch(onError)
      .finally(() => writing.delete(written))
    writing.add(written)
    if (writing.size >= MOST) await Promise.race(writing)
  }
  return { putOff, settled: () => Promise.all(writing) }
}
