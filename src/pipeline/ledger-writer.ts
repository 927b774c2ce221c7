import type { App } from '../app.ts'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import { markSending, type Sending } from '../store/claims.ts'
import type { Db } from '../store/db.ts'
import { recordOutcomes, type Settled } from '../store/outcomes.ts'
import { groupCommit } from './group-commit.ts'
import { persist } from './persist.ts'

const GROUP_MS = 3

export type LedgerWriter = {
  /** Whether the message may go out; the answer is committed. Rejects when the store does not write. */
  intend: (delivery: ClaimedDelivery) => Promise<boolean>
  /** Resolves when what became of the message is committed; waits for a store that does not write. */
  record: (settled: Settled) => Promise<unknown>
}

export type LedgerRun = {
  owner: string
  leaseMs: number
  /** As many connections as are at work: when each has a message to let go, nobody else is waited for. */
  connections: number
  signal?: AbortSignal | undefined
  /** What is to be done along with the intents of these claims. */
  beside?: (claims: readonly ClaimedDelivery[]) => Pick<Sending, 'allow' | 'spend' | 'committed'>
}

type Entry = { intent: ClaimedDelivery } | { settled: Settled }

/**
 * Writes intents and outcomes down in the same transactions, so that a message costs the disk once. Where they cannot be
 * written together, the intents fail, and the outcomes are tried again.
 */
export function ledgerWriter(app: App, run: LedgerRun): LedgerWriter {
  const write = groupCommit((entries: Entry[]) => writeGroup(app, run, entries), GROUP_MS, 2 * run.connections)
  return {
    intend: async (intent) => {
      const answer = await write({ intent })
      if (answer.fault !== undefined) throw answer.fault
      return answer.granted
    },
    record: async (settled) => (await write({ settled })).written,
  }
}

/** `written` settles when an outcome is committed. */
type Answer = { granted: boolean; fault?: unknown; written?: Promise<void> }

async function writeGroup(app: App, run: LedgerRun, entries: Entry[]): Promise<Answer[]> {
  const { db } = app.store
  const claims = entries.flatMap((entry) => ('intent' in entry ? [entry.intent] : []))
  const settled = entries.flatMap((entry) => ('settled' in entry ? [entry.settled] : []))
  const now = app.clock()
  const record = (trx: Db) => recordOutcomes(trx, run.owner, settled, now)
  const sending = { owner: run.owner, leaseMs: run.leaseMs, now, along: record, ...run.beside?.(claims) }
  try {
    if (claims.length === 0) await record(db)
    const granted = await markSending(db, sending, claims)
    return entries.map((entry) => ({ granted: 'intent' in entry && granted.has(entry.intent.id) }))
  } catch (fault) {
    // What holds a connection open learns at once that it may not go on; what was answered can wait.
    const written = settled.length > 0 ? persist(() => record(db), run.signal) : Promise.resolve()
    return entries.map((entry) => ('intent' in entry ? { granted: false, fault } : { granted: false, written }))
  }
}
