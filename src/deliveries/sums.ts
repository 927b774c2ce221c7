import type { DeliverySums } from './delivery.ts'

/** Numbers of deliveries, with those that were cancelled. */
export type LedgerSums = DeliverySums & { cancelled: number }

/** `missing`: planned but in no state; below zero when there are more than were planned. `left`: still to be sent. */
export type Balance = { balanced: boolean; done: boolean; missing: number; left: number; sentence: string }

/**
 * Adds the ledger up. Done means accepted + bounced + cancelled + in doubt = planned, and nothing else does. The sentence
 * is for a person: what is left, or what does not add up.
 */
export function balance(sums: LedgerSums, planned: number): Balance {
  const { accepted, deferred, bounced, inDoubt, queued, cancelled } = sums
  const counts = [accepted, deferred, bounced, inDoubt, queued, cancelled]
  const missing = planned - counts.reduce((sum, count) => sum + count, 0)
  const balanced = missing === 0 && counts.every((count) => Number.isSafeInteger(count) && count >= 0)
  const left = queued + deferred
  return { balanced, done: balanced && left === 0, missing, left, sentence: sentenceOf(sums, planned, balanced) }
}

function sentenceOf(sums: LedgerSums, planned: number, balanced: boolean): string {
  const { accepted, deferred, bounced, inDoubt, queued, cancelled } = sums
  const settled = listed({ accepted, bounced, 'in doubt': inDoubt, cancelled })
  const waiting = listed({ queued, deferred })
  const parts = [settled, waiting].filter((part) => part !== '').join(', ')
  if (!balanced) {
    return `The ledger does not add up: ${planned} planned, but ${parts || 'none found'}. Send nothing more before the difference is explained.`
  }
  if (planned === 0) return 'Nothing was planned.'
  if (waiting === '') return `Done: ${settled} of ${planned}.`
  return `${queued + deferred} of ${planned} left: ${waiting}${settled && `; ${settled}`}.`
}

function listed(counts: Record<string, number>): string {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ')
}
