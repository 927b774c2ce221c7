import { setTimeout as delay } from 'node:timers/promises'

/** Waits for the next message's turn. Rejects with the signal's reason when that is aborted first. */
export type Pace = (signal: AbortSignal) => Promise<void>

/**
 * Hands out turns so that no second sees more than `perSecond` of them, over all connections.
 * A bucket of one token: turns come evenly, and an idle time saves none up.
 */
export function pace(perSecond: number | undefined, now: () => number = () => performance.now()): Pace {
  if (perSecond === undefined) return async () => undefined
  const next = turns(1000 / perSecond)
  return async (signal) => {
    const wait = next(now())
    if (wait >= 1) await delay(Math.min(wait, 2_147_483_647), undefined, { signal })
  }
}

/** Milliseconds that a turn asked for at `now` must wait, when turns lie `interval` milliseconds apart. */
export function turns(interval: number): (now: number) => number {
  let free = Number.NEGATIVE_INFINITY
  return (now) => {
    const at = Math.max(now, free)
    free = at + interval
    return at - now
  }
}
