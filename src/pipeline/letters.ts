import type { App } from '../app.ts'
import { chooseCatchUp } from '../digests/catch-up.ts'
import { postsHadBy, recentDigests } from '../store/catch-up.ts'
import { isAddressFree } from '../store/consents.ts'
import {
  planUrgent,
  requestsMailedSince,
  requestsToPlan,
  type UrgentCase,
  type WelcomeCase,
  welcomesToPlan,
} from '../store/plan-urgent.ts'
import { suppressionKeys } from '../subscribers/forgotten.ts'
import { REQUEST_LIFE_MS } from '../subscribers/request-life.ts'
import type { EditionFault } from './refusal.ts'
import { writeLetters } from './write-letters.ts'

const HOUR_MS = 3_600_000
const BATCH = 200
/** How far back a digest is looked for that goes along with a welcome. */
const PAST_DIGESTS = 50

/**
 * Plans what people wait for: to be asked whether they meant it, and to be welcomed. What is over `subscribe.perHour`
 * waits for the next hour.
 * @throws EditionFault when a text cannot be written; all others are planned before
 */
export async function planLetters(app: App): Promise<void> {
  const faults: EditionFault[] = []
  await inBatches(() => planRequests(app, faults))
  await inBatches(() => planWelcomes(app, faults))
  const [fault] = faults
  if (fault) throw fault
}

async function inBatches(planSome: () => Promise<boolean>): Promise<void> {
  while (await planSome());
}

/** True when there may be more. */
async function planRequests(app: App, faults: EditionFault[]): Promise<boolean> {
  const { db } = app.store
  const now = app.clock()
  const allowance = app.config.subscribe.perHour - (await requestsMailedSince(db, now - HOUR_MS))
  const limit = Math.min(allowance, BATCH)
  const requests = limit > 0 ? await requestsToPlan(db, limit) : []
  const plans = await writeLetters(app, requests, now, faults)
  for (const [index, plan] of plans.entries()) {
    if (!(await isStillWanted(app, plan.request))) plans[index] = { ...plan, letter: null }
  }
  await planUrgent(db, { kind: 'requests', lifeMs: REQUEST_LIFE_MS }, plans, now)
  return requests.length === limit && plans.length === requests.length && limit > 0
}

/** An address that cannot become theirs is not written to: whoever has it asked for nothing. */
async function isStillWanted(app: App, { kind, subscriberId, addressKey }: UrgentCase): Promise<boolean> {
  if (kind !== 'address') return true
  return isAddressFree(app.store.db, { subscriberId, addressKey }, suppressionKeys(app.keys, addressKey))
}

/** True when there may be more. */
async function planWelcomes(app: App, faults: EditionFault[]): Promise<boolean> {
  const { db } = app.store
  const now = app.clock()
  const welcomes = await welcomesToPlan(db, BATCH)
  const plans = await writeLetters(app, welcomes, now, faults)
  const digests = app.config.subscribe.catchUp ? await digestsFor(app, welcomes) : new Map<number, number>()
  const whole = plans.map((plan) => ({ ...plan, digest: digests.get(plan.consentId) ?? null }))
  await planUrgent(db, { kind: 'welcomes' }, whole, now)
  return welcomes.length === BATCH && plans.length === BATCH
}

/** Ids of the digests that go along, by request. */
async function digestsFor(app: App, welcomes: WelcomeCase[]): Promise<Map<number, number>> {
  const { db } = app.store
  if (welcomes.length === 0) return new Map()
  const digests = await recentDigests(db, PAST_DIGESTS)
  const had = await postsHadBy(
    db,
    welcomes.map(({ subscriberId }) => subscriberId),
  )
  return new Map(
    welcomes.flatMap((welcome) => {
      const newcomer = { ...welcome, had: had.get(welcome.subscriberId) ?? new Set<string>() }
      const digest = chooseCatchUp(digests, newcomer)
      return digest ? [[welcome.consentId, digest.id] as const] : []
    }),
  )
}
