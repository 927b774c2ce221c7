/**
 * What is known of a mail server that messages go through. `closed`: it takes them. `open`: it gets none, only probes, the
 * next one at `probeAt`. All times are milliseconds of one clock.
 */
export type Breaker = {
  state: 'closed' | 'open'
  /** Refusals of the sender in a row. */
  refusals: number
  /** Times that it opened, or was found still away, since a message last got through. */
  openings: number
  /** Since when no message gets through; null while they do. */
  since: number | null
  probeAt: number
  reason: string
  /** Trying again changes nothing: a password that is wrong, a sender that it does not take. */
  isFinal: boolean
}

/** `isAway`: it cannot be reached, or lets nobody in; otherwise it refused the sender of one message. */
export type ServerFault = { reason: string; isAway: boolean; isFinal: boolean }

export const CLOSED: Breaker = {
  state: 'closed',
  refusals: 0,
  openings: 0,
  since: null,
  probeAt: 0,
  reason: '',
  isFinal: false,
}

/** So many refusals of the sender in a row: the server means all messages, not one. */
export const REFUSALS = 3
/** In units of the first wait, one second; it stays with the last one. */
const WAITS = [1, 2, 4, 8, 15, 30, 60]

/**
 * After something that was no recipient's fault. What several messages meet at once counts once.
 * @param clock `firstWait` is the unit of the waits: 1, 2, 4, 8, 15, 30, then 60 of it, a fifth less or more by `random` (0 to 1)
 */
export function afterFault(
  breaker: Breaker,
  { reason, isAway, isFinal }: ServerFault,
  { now, random, firstWait }: { now: number; random: number; firstWait: number },
): Breaker {
  const refusals = isAway ? breaker.refusals : breaker.refusals + 1
  const opens = isAway || refusals >= REFUSALS
  const isKnown = breaker.state === 'open' && now < breaker.probeAt
  if (!opens || isKnown) return { ...breaker, refusals }
  const wait = firstWait * (WAITS[breaker.openings] ?? (WAITS.at(-1) as number))
  return {
    state: 'open',
    refusals,
    openings: breaker.openings + 1,
    since: breaker.since ?? now,
    probeAt: now + Math.round(Math.min(wait * (0.8 + 0.4 * random), firstWait * (WAITS.at(-1) as number))),
    reason,
    isFinal,
  }
}

/** After a probe that got in. What it refused before it may refuse again: the next fault opens it at once, for longer. */
export function afterProbe(breaker: Breaker): Breaker {
  return { ...breaker, state: 'closed', refusals: Math.min(breaker.refusals, REFUSALS - 1) }
}

/** Whether nobody needs to wait for it any longer. */
export function isGivenUp({ state, since, isFinal }: Breaker, now: number, patience: number): boolean {
  return state === 'open' && (isFinal || now - (since ?? now) >= patience)
}
