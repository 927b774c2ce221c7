import type { Outcome } from './delivery.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const FIRST_WAITS = [5 * MINUTE, 15 * MINUTE, 30 * MINUTE]
const LONGEST_WAIT = 8 * HOUR
/** A server may wait so long with its answer to the final dot (RFC 5321 4.5.3.2.6). */
const DOT_TIMEOUT = 10 * MINUTE

/** What to do with a message whose fate is unknown: send it once more, keep it for a person, or never send it again. */
export type InDoubtPolicy = 'resend' | 'hold' | 'never'

/** `random` is from 0 to 1; times are milliseconds. */
export type SettleRules = {
  now: number
  random: number
  giveUpAfterMs: number
  holdMs: number
  policy: InDoubtPolicy
}

/** What the ledger writes down after an attempt. */
export type Settlement = {
  state: 'accepted' | 'deferred' | 'bounced' | 'in_doubt' | 'ready'
  reply: string
  /** When a deferred delivery is tried again. */
  nextAt: number | null
  /** When a message in doubt may be sent once more; null when only a person may say so. */
  holdUntil: number | null
  /** The address gets no more mail. */
  suppress: boolean
  countsAttempt: boolean
}

/**
 * When a deferred delivery is tried again, in milliseconds: 5, 15, 30 and 60 minutes after the first four attempts, then
 * twice as long each time up to 8 hours, each a fifth more or less by chance.
 * @param attempt the one that was deferred, from 1
 * @param random from 0 to 1
 */
export function nextTry(attempt: number, now: number, random: number): number {
  const wait = FIRST_WAITS[attempt - 1] ?? HOUR * 2 ** (attempt - FIRST_WAITS.length - 1)
  return now + Math.round(Math.min(wait, LONGEST_WAIT) * (0.8 + 0.4 * random))
}

type Tried = { attempt: number; plannedAt: number; triedAt?: number | null }

/**
 * Turns what became of an attempt into what the ledger writes down. A deferred delivery is given up once `giveUpAfterMs`
 * have passed since its first attempt: its last try comes no later than that. Days without a mail server, for want of room
 * under a limit, or until a person let its edition go, cost nobody their digest, and what a server says of the sender's
 * haste gives nothing up. A message in doubt is held for more than 10 minutes at least.
 * @param delivery `attempt` is the one just made, from 1; without `triedAt`, of a later one, it counts from the plan
 */
export function settle(outcome: Outcome, delivery: Tried, rules: SettleRules): Settlement {
  const { kind, reply } = outcome
  const settled = { reply, nextAt: null, holdUntil: null, suppress: false, countsAttempt: true }
  switch (kind) {
    case 'accepted':
      return { ...settled, state: 'accepted' }
    case 'deferred':
      return { ...settled, ...postpone(outcome, delivery, rules), countsAttempt: outcome.countsAttempt ?? true }
    case 'bounced':
      return { ...settled, state: 'bounced', suppress: outcome.suppress }
    case 'in_doubt':
      return { ...settled, state: 'in_doubt', holdUntil: holdUntil(rules) }
    case 'untried':
      return { ...settled, state: 'ready', countsAttempt: false }
    default:
      return kind satisfies never
  }
}

function postpone(
  { reply, countsAttempt = true }: { reply: string; countsAttempt?: boolean },
  { attempt, plannedAt, triedAt }: Tried,
  rules: SettleRules,
) {
  const { now, random, giveUpAfterMs } = rules
  const deadline = (triedAt ?? (attempt === 1 ? now : plannedAt)) + giveUpAfterMs
  const next = nextTry(attempt, now, random)
  if (now < deadline) return { state: 'deferred', nextAt: Math.min(next, deadline) } as const
  if (!countsAttempt) return { state: 'deferred', nextAt: next } as const
  return { state: 'bounced', reply: `given up after ${hours(giveUpAfterMs)}: ${reply}` } as const
}

function holdUntil({ now, holdMs, policy }: SettleRules): number | null {
  return policy === 'resend' ? now + Math.max(holdMs, DOT_TIMEOUT + 1) : null
}

function hours(ms: number): string {
  const count = Math.round((ms / HOUR) * 10) / 10
  return count === 1 ? '1 hour' : `${count} hours`
}
