import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { App } from '../app.ts'
import type { ClaimedDelivery, Lane, Outcome } from '../deliveries/delivery.ts'
import { settle } from '../deliveries/retry.ts'
import { withoutAddresses } from '../deliveries/without-addresses.ts'
import { composeMessage, MessageFault } from '../mail/message.ts'
import { type PreparedEdition, prepareEdition } from '../mail/prepare-edition.ts'
import type { Sender } from '../smtp/sender.ts'
import type { ServerTrouble } from '../smtp/servers.ts'
import { releaseClaims, renewClaims } from '../store/claims.ts'
import { readEdition } from '../store/editions.ts'
import { StoreError } from '../store/errors.ts'
import { claimOneByOne } from './claim-queue.ts'
import { dayLimits } from './day-limits.ts'
import { HOLD_MS } from './hold.ts'
import { openIntents } from './intents.ts'
import { ledgerWriter } from './ledger-writer.ts'
import { limitedQueue } from './limited-queue.ts'
import { linksOf } from './links-of.ts'
import { putOffBy } from './put-off.ts'
import { serverRefusal } from './server-refusal.ts'
import { count, type DeliverReport, emptyDelivered, type SentSums } from './tally.ts'

export type DeliverOptions = {
  /** What is sent: the digests when absent. */
  lane?: Lane
  /** Stops claiming; what is on the wire is finished first, for as long as the sender leaves it. */
  signal?: AbortSignal | undefined
  onProgress?: ((done: number, sums: SentSums) => void) | undefined
}

/** Two runs of one process are two owners. */
let runs = 0

/** Short, so that the next run takes over within seconds from one that was killed. */
const LEASE_MS = 5_000
const RENEW_MS = 1_500
/** So many messages are under way for each connection: while one is on it, the next is made and the last written down. */
const HANDS = 2
/** One recipient whose server does not answer must not hold up what comes due meanwhile. */
const LOOK_AGAIN_MS = 500

/**
 * Hands every claimable delivery to the mail server and writes down what became of it. The intent is committed before
 * a message's final dot, the outcome after its reply: what a kill leaves in doubt is no more than what was on the wire.
 */
export async function deliver(app: App, sender: Sender, options: DeliverOptions = {}): Promise<DeliverReport> {
  const owner = `${hostname()}:${process.pid}:${app.clock()}:${++runs}`
  const run = startRun(app, owner, options)
  const renewal = setInterval(() => void renewClaims(app.store.db, owner, LEASE_MS).catch(() => {}), RENEW_MS)
  try {
    if (await run.days.isFull()) return { ...run.report, waits: await run.days.sentence() }
    run.report.halted = await serverRefusal(sender, options.signal)
    const hands = HANDS * connectionsOf(app, options.lane)
    await Promise.all(Array.from({ length: hands }, () => sendOneByOne(run, sender)))
    await run.settled()
    run.report.servers = await troublesOf(sender)
  } finally {
    clearInterval(renewal)
    run.intents.close()
    await releaseClaims(app.store.db, owner).catch((error) => {
      run.failure ??= error
    })
  }
  if (run.failure) run.report.halted = reasonOf(run.failure)
  if (run.queue.isFull) run.report.waits = await run.days.sentence()
  return run.report
}

async function troublesOf(sender: Sender): Promise<ServerTrouble[]> {
  const troubles = await sender.troubles()
  return troubles.map(({ server, reason }) => ({ server, reason: withoutAddresses(reason) }))
}

/** Few are urgent at once, and they must not take a small server's connections away from the digests. */
const URGENT_CONNECTIONS = 2

export function connectionsOf({ config }: App, lane: Lane = 'digests'): number {
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
  const report = emptyDelivered()
  const editions = new Map<number, Promise<PreparedEdition>>()
  const prepared = (id: number) => {
    const known = editions.get(id) ?? readEdition(db, id).then((edition) => prepareEdition(edition, app.config))
    editions.set(id, known)
    return known
  }
  const lane = options.lane ?? 'digests'
  const days = dayLimits(app, lane)
  const intents = openIntents(app, lane, owner)
  const ledger = ledgerWriter(app, {
    ...{ owner, leaseMs: LEASE_MS, connections: connectionsOf(app, options.lane), signal: options.signal },
    beside: (claims) => ({ ...intents.beside(claims), ...days.beside(claims) }),
  })
  const run = {
    app,
    report,
    prepared,
    intents,
    ...ledger,
    options,
    days,
    streak: { untried: 0, refused: 0, done: 0 },
    failure: null as unknown,
    busy: new Set<Promise<void>>(),
  }
  const claim = claimOneByOne(app, { owner, leaseMs: LEASE_MS, lane }, options.signal)
  const { putOff, settled } = putOffBy(ledger.record, (error) => {
    run.failure ??= error
  })
  const isOver = () => report.halted !== null || run.failure !== null || options.signal?.aborted === true
  return Object.assign(run, { putOff, settled, queue: limitedQueue(app, claim, { days, putOff, isOver }) })
}

async function sendOneByOne(run: Run, sender: Sender): Promise<void> {
  try {
    while (run.report.halted === null && run.failure === null) {
      const delivery = await run.queue.next()
      if (delivery) await whileBusy(run, sendOne(run, sender, delivery))
      else if (run.busy.size === 0 || run.options.signal?.aborted) return
      else await Promise.race([...run.busy, setTimeout(LOOK_AGAIN_MS, undefined, { ref: false })])
    }
  } catch (error) {
    run.failure ??= error
  }
}

async function sendOne(run: Run, sender: Sender, delivery: ClaimedDelivery): Promise<void> {
  if (!(await run.intents.isParked(delivery))) await handOver(run, sender, delivery)
  run.days.ended(delivery)
}

async function whileBusy({ busy }: Run, work: Promise<void>): Promise<void> {
  busy.add(work)
  await work.finally(() => busy.delete(work))
}

async function handOver(run: Run, sender: Sender, delivery: ClaimedDelivery): Promise<void> {
  const { app } = run
  let refused = false
  const outcome = await attempt(run, sender, delivery, async () => {
    refused = true
    refused = !(await run.intend(delivery))
    // From now on it is among what was spent.
    if (!refused) run.days.ended(delivery)
    return !refused
  })
  if (refused) return run.days.isRefused(delivery) ? putOffForToday(run, delivery) : undefined
  const settled = settle(outcome, delivery, {
    now: app.clock(),
    random: app.random(),
    giveUpAfterMs: app.config.delivery.giveUpAfterHours * 3_600_000,
    holdMs: HOLD_MS,
    policy: app.config.delivery.inDoubt,
  })
  await run.record({ ...settled, id: delivery.id, epoch: delivery.epoch })
  count(run, { outcome, delivery, state: settled.state })
}

/** Another process has used up what was left of the day. */
async function putOffForToday({ putOff, days }: Run, delivery: ClaimedDelivery): Promise<void> {
  await putOff(delivery, 'The messages of today are used up.', days.nextDayAt())
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
