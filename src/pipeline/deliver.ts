import { hostname } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import type { App } from '../app.ts'
import type { ClaimedDelivery, Outcome } from '../deliveries/delivery.ts'
import { type Settlement, settle } from '../deliveries/retry.ts'
import { subscriberLinks } from '../mail/links.ts'
import { composeMessage } from '../mail/message.ts'
import { type PreparedEdition, prepareEdition } from '../mail/prepare-edition.ts'
import type { Sender } from '../smtp/sender.ts'
import { claimDeliveries, markSending, releaseClaims, renewClaims } from '../store/claims.ts'
import { readEdition } from '../store/editions.ts'
import { recordOutcomes } from '../store/outcomes.ts'
import { signToken } from '../subscribers/token.ts'
import { groupCommit } from './group-commit.ts'
import { HOLD_MS } from './hold.ts'

export type DeliverOptions = {
  /** Stops claiming; what is on the wire is finished first. */
  signal?: AbortSignal | undefined
  onProgress?: ((done: number) => void) | undefined
}

/** Outcomes of one run, by kind; `halted` says why the mail server took nothing more. */
export type DeliverReport = {
  accepted: number
  deferred: number
  bounced: number
  inDoubt: number
  halted: string | null
}

/** Short, so that the next run takes over within seconds from one that was killed. */
const LEASE_MS = 5_000
const RENEW_MS = 1_500
const GROUP_MS = 3
const BATCH = 200
const PERSIST_TRIES = 120
const PERSIST_PAUSE_MS = 250

/**
 * Hands every claimable delivery to the mail server and writes down what became of it. The intent is committed before
 * a message's final dot, the outcome after its reply: what a kill leaves in doubt is no more than what was on the wire.
 */
export async function deliver(app: App, sender: Sender, options: DeliverOptions = {}): Promise<DeliverReport> {
  const owner = `${hostname()}:${process.pid}:${app.clock()}`
  const run = startRun(app, owner, options)
  const renewal = setInterval(() => void renewClaims(app.store.db, owner, LEASE_MS).catch(() => {}), RENEW_MS)
  try {
    run.report.halted = await refusalOf(sender)
    await Promise.all(Array.from({ length: app.config.delivery.connections }, () => lane(run, sender)))
    if (run.failure) throw run.failure
  } finally {
    clearInterval(renewal)
    await releaseClaims(app.store.db, owner)
  }
  return run.report
}

/** Why the mail server takes nothing at the moment, found out before anything is claimed; null when it does. */
async function refusalOf(sender: Sender): Promise<string | null> {
  try {
    await sender.verify()
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
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
    next: claimOneByOne(app, owner, options),
    streak: { untried: 0, done: 0 },
    failure: null as unknown,
  }
}

/** One after another from batches of claims; null when nothing is left or the run was told to stop. */
function claimOneByOne(app: App, owner: string, { signal }: DeliverOptions) {
  const waiting: ClaimedDelivery[] = []
  let refill: Promise<void> | null = null
  const claim = async () => {
    const resendInDoubt = app.config.delivery.inDoubt === 'resend'
    waiting.push(
      ...(await claimDeliveries(app.store.db, {
        owner,
        now: app.clock(),
        limit: BATCH,
        leaseMs: LEASE_MS,
        resendInDoubt,
      })),
    )
  }
  return async (): Promise<ClaimedDelivery | null> => {
    if (signal?.aborted) return null
    if (waiting.length === 0) {
      refill ??= claim().finally(() => {
        refill = null
      })
      await refill
    }
    return signal?.aborted ? null : (waiting.shift() ?? null)
  }
}

async function lane(run: Run, sender: Sender): Promise<void> {
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
  const { config, keys } = run.app
  const subject = { subscriberId: delivery.subscriberId, tokenEpoch: delivery.tokenEpoch }
  const links = subscriberLinks(config, {
    unsubscribe: signToken(keys, 'unsubscribe', subject),
    preferences: signToken(keys, 'preferences', subject),
  })
  const message = composeMessage(await run.prepared(delivery.editionId), delivery, links)
  return sender.send(message, () =>
    mayFinish().catch((error) => {
      run.failure ??= error
      return false
    }),
  )
}

function count({ report, options, app, streak }: Run, outcome: Outcome, state: Settlement['state']): void {
  streak.untried = outcome.kind === 'untried' ? streak.untried + 1 : 0
  if (streak.untried >= app.config.delivery.connections) report.halted ??= outcome.reply
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

/** A server's yes that cannot be written down would be sent again: it is worth waiting for a disk with room. */
async function persist(write: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await write()
      return
    } catch (error) {
      if (tries >= PERSIST_TRIES || signal?.aborted) throw error
      await setTimeout(PERSIST_PAUSE_MS)
    }
  }
}
