import { Refused } from './webhook.ts'

const HOUR_MS = 3_600_000

/** A clock of ours or theirs may be wrong by so much. */
const SKEW_MS = 5 * 60_000

/**
 * How long after it was signed a request is taken, by provider. They try again for hours what could not be taken, and none
 * promises to sign it anew: Mailgun tries for 8 hours, SendGrid for 24, SNS for as long as its delivery policy says.
 */
export const LONGEST_RETRY_MS = { ses: 9 * HOUR_MS, sendgrid: 25 * HOUR_MS, mailgun: 9 * HOUR_MS }

/** Refuses what was signed too long ago, or ahead of our clock. @param signedAt milliseconds; NaN is refused */
export function requireRecent(signedAt: number, now: number, longestMs: number): void {
  const isRecent = signedAt <= now + SKEW_MS && signedAt >= now - longestMs - SKEW_MS
  if (!isRecent) throw new Refused(403, 'The time of the signature is too old, or lies ahead. Check the clock.')
}

/** Unix time in seconds, as digits; NaN for anything else. */
export function secondsToMs(text: string): number {
  return /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Number.NaN
}
