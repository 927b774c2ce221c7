import type { BounceWeight } from '../../deliveries/report.ts'

/**
 * What a provider makes of a refused message. `gone`: nobody is at that address, and the provider sends no more there.
 * `refused`: for what the message or its sender is. `failed`: for whatever the receiving server said.
 */
export type Verdict = 'gone' | 'refused' | 'failed'

/** The mailbox is there, whatever the provider makes of it: it is full or out of reach, or its server wants nothing of this sender. */
const MAILBOX_IS_THERE = /^(4\.\d+\.\d+|5\.(7\.\d+|2\.2))$/

/**
 * How much a bounce weighs for what the provider knows; null when what the receiving server said decides, as it does for
 * reports by mail. @param status code of RFC 3463
 */
export function weightOf(verdict: Verdict, status: string | null): BounceWeight | null {
  switch (verdict) {
    case 'gone':
      return status !== null && MAILBOX_IS_THERE.test(status) ? null : 'hard'
    case 'refused':
      return 'alarm'
    case 'failed':
      return null
    default:
      return verdict satisfies never
  }
}

/** The first code of RFC 3463 in what a server said. */
export function codeIn(words: string): string | null {
  return /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(words.slice(0, 2000))?.[1] ?? null
}
