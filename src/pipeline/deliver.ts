import { hostname } from 'node:os'
import type { App } from '../app.ts'
import type { ClaimedDelivery, Lane, Outcome } from '../deliveries/delivery.ts'
import { type Settlement, settle } from '../deliveries/retry.ts'
import { withoutAddresses } from '../deliveries/without-addresses.ts'
import { composeMessage, MessageFault } from '../mail/message.ts'
import { type PreparedEdition, prepareEdition } from '../mail/prepare-edition.ts'
import type { Sender } from '../smtp/sender.ts'
import { markSending, releaseClaims, renewClaims } from '../store/claims.ts'
import { readEdition } from '../store/editions.ts'
import { StoreError } from '../store/errors.ts'
import { recordOutcomes } from '../store/outcomes.ts'
import { claimOneByOne } from './claim-queue.ts'
import { groupCommit } from './group-commit.ts'
import { HOLD_MS } from './hold.ts'
import { linksOf } from './links-of.ts'
import { persist } from './persist.ts'
import { serverRefusal } from './server-refusal.ts'

export type DeliverOptions = {
  /** What is sent: the digests when absent. */
  lane?: Lane
  /** Stops claiming; what is on the wire is finished first, for as long as the sender leaves it. */
  signal?: AbortSignal | undefined
  onProgress?: ((done: number) => void) | undefined
}

/** Outcomes of one run, by kind; `halted` says why nothing more was sent. */
export type DeliverReport = {
  accepted: number
  deferred: number
  bounced: number
  inDoubt: number
  halted: string | null
}

/** Two runs of one process are two owners. */
let runs = 0

/** Short, so that the next run takes over within seconds from one that was killed. */
const LEASE_MS = 5_000
const RENEW_MS = 1_500
const GROUP_MS = 3
/** Messages in a row that a server refuses for what they are: it would refuse the rest as well. */
const REFUSALS = 10

/**
 * Hands every claimable delivery to the mail server and writes down what became of it. The intent is committed before
 * a message's final dot, the outcome after its reply: what a kill leaves in doubt is no more than what was on the wire.
 */
export async function deliver(app: App, sender: Sender, options: DeliverOptions = {}): Promise<DeliverReport> {
  const owner = `${hostname()}:${process.pid}:${app.clock()}:${++runs}`
  const run = startRun(app, owner, options)
  const renewal = setInterval(() => void renewClaims(app.store.db, owner, LEASE_MS).catch(() => {}), RENEW_MS)
  try {
    run.report.halted = await serverRefusal(sender, options.signal)
    await Promise.all(Array.from({ length: connectionsOf(app, options.lane) }, () => sendOneByOne(run, sender)))
  } finally {
    clearInterval(renewal)
    await releaseClaims(app.store.db, owner).catch((error) => {
      run.failure ??= error
    })
  }
  if (run.failure) run.report.halted = reasonOf(run.failure)
  return run.report
}

/** Few are urgent at once, and they must not take a small server's connections away from the digests. */
const URGENT_CONNECTIONS = 2

function connectionsOf({ config }: App, lane: Lane = 'digests'): number {
  const { connections } = config.delivery
  return lane === 'urgent' ? Math.min(URGENT_CONNECTIONS, connections) : connections
}

/** What of a failure a report can say: a store that does not write at the moment. Anything else is thrown. */
function reasonOf(failure: unknown): string {
  if (failure instanceof StoreError) return failure.message
  throw failure
}

type Run = ReturnType<typeof startRun>

function startRun(app: App, owner: string, options: DeliverOptions) {
  const { db } = app.store
  const report: DeliverReport = { accepted: 0, deferred: 0, bounced: 0, inDoubt: 0, halted: null }
  const editions = new Map<number, Promise<PreparedEdition>>()
  const prepared = (id: number) => {
    const known = editions.get(id) ?? readEdition(db, id).then((edition) => prepareEdition(edition, app.config))
    editions.set(id, known)
    return known
  }
  const intend = groupCommit(async (claims: ClaimedDelivery[]) => {
    const granted = await markSending(db, { owner, now: app.clock(), leaseMs: LEASE_MS }, claims)
    return claims.map(({ id }) => granted.has(id))
  }, GROUP_MS)
  const record = groupCommit(async (settled: Parameters<typeof recordOutcomes>[2]) => {
    await persist(() => recordOutcomes(db, owner, settled, app.clock()), options.signal)
    return settled.map(() => undefined)
  }, GROUP_MS)
  return {
    app,
    report,
    prepared,
    intend,
    record,
    options,
    next: claimOneByOne(app, { owner, leaseMs: LEASE_MS, lane: options.lane ?? 'digests' }, options.signal),
    streak: { untried: 0, refused: 0, done: 0 },
    failure: null as unknown,
  }
}

async function sendOneByOne(run: Run, sender: Sender): Promise<void> {
  try {
    while (run.report.halted === null && run.failure === null) {
      const delivery = await run.next()
      if (!delivery) return
      await handOver(run, sender, delivery)
    }
  } catch (error) {
    run.failure ??= error
  }
}

async function handOver(run: Run, sender: Sender, delivery: ClaimedDelivery): Promise<void> {
  const { app } = run
  let refused = false
  const outcome = await attempt(run, sender, delivery, async () => {
    refused = true
    refused = !(await run.intend(delivery))
    return !refused
  })
  if (refused) return
  const settled = settle(outcome, delivery, {
    now: app.clock(),
    random: app.random(),
    giveUpAfterMs: app.config.delivery.giveUpAfterHours * 3_600_000,
    holdMs: HOLD_MS,
    policy: app.config.delivery.inDoubt,
  })
  await run.record({ ...settled, id: delivery.id, epoch: delivery.epoch })
  count(run, outcome, settled.state)
}

async function attempt(
  run: Run,
  sender: Sender,
  delivery: ClaimedDelivery,
  mayFinish: () => Promise<boolean>,
): Promise<Outcome> {
  const prepared = await run.prepared(delivery.editionId)
  try {
    const message = composeMessage(prepared, delivery, linksOf(run.app, delivery))
    const outcome = await sender.send(message, () =>
      mayFinish().catch((error) => {
        run.failure ??= error
        return false
      }),
    )
    // A new address that cannot be reached says nothing of the one that they have.
    return delivery.kind === 'address' && outcome.kind === 'bounced' ? { ...outcome, suppress: false } : outcome
  } catch (error) {
    // What cannot be written for one subscriber must not hold up the others.
    if (error instanceof MessageFault) return { kind: 'bounced', reply: error.message, suppress: false }
    throw error
  }
}

function count({ report, options, app, streak }: Run, outcome: Outcome, state: Settlement['state']): void {
  streak.untried = outcome.kind === 'untried' && !options.signal?.aborted ? streak.untried + 1 : 0
  streak.refused = outcome.kind === 'bounced' && !outcome.suppress ? streak.refused + 1 : 0
  if (streak.untried >= app.config.delivery.connections || streak.refused >= REFUSALS)
    report.halted ??= withoutAddresses(outcome.reply)
  switch (state) {
    case 'accepted':
    case 'deferred':
    case 'bounced':
      report[state]++
      break
    case 'in_doubt':
      report.inDoubt++
      break
    case 'ready':
      return
    default:
      state satisfies never
  }
  options.onProgress?.(++streak.done)
}
