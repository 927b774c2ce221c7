import type { App } from '../app.ts'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import { domainOf } from '../deliveries/domain-of.ts'
import { ALL, type DayLimits, limitsOf, nameOf } from './day-limits.ts'
import type { PutOff } from './put-off.ts'
import { pauseFor, type Turns, turnsOf } from './turns.ts'

type Next = () => Promise<ClaimedDelivery | null>

export type LimitedQueue = {
  /** Whether a limit of the day kept something back. */
  readonly isFull: boolean
  next: Next
}

export type LimitedRun = {
  days: DayLimits
  putOff: PutOff
  isOver: () => boolean
}

/** So many of one domain wait in memory for their turn; the others are put off. */
const PARKED = 300

/** `readyAt` is when the first of them may go, by this process's clock; `tailAt` when the last one that was put off may. */
type Domain = {
  name: string
  turns: Turns | null
  isLimited: boolean
  parked: ClaimedDelivery[]
  readyAt: number
  tailAt: number
}

/** Lets deliveries pass one by one, each when the limits allow it. Those of a domain at its limit hold up nobody else. */
export function limitedQueue(app: App, claim: Next, run: LimitedRun): LimitedQueue {
  const { delivery: rules } = app.config
  const isLimited = rules.perSecond !== undefined || rules.perDay !== undefined || Object.keys(rules.domains).length > 0
  if (!isLimited) return { isFull: false, next: claim }
  let isFull = false
  const turns = rules.perSecond === undefined ? null : turnsOf(app.store.db, ALL, rules.perSecond)
  const byDomain = domainQueue(app, claim, run)
  const pass = async (): Promise<ClaimedDelivery | null> => {
    if (!(await isRoom(run))) {
      isFull ||= !run.isOver()
      return null
    }
    const delivery = await byDomain()
    if (delivery === null || !(await takeTurn(turns, run))) return null
    run.days.began(delivery)
    return delivery
  }
  let last: Promise<unknown> = Promise.resolve()
  const next = () => {
    const mine = last.then(pass)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    next,
    get isFull() {
      return isFull || run.days.hasKeptBack()
    },
  }
}

/** While messages are under way, nobody knows yet whether the day is full. */
async function isRoom({ days, isOver }: LimitedRun): Promise<boolean> {
  for (;;) {
    if ((await days.left(ALL)) > 0) return true
    if (!days.isAnyUnderWay() || isOver()) return false
    await pauseFor(SETTLE_MS)
  }
}

const SETTLE_MS = 5

async function takeTurn(turns: Turns | null, { isOver }: LimitedRun): Promise<boolean> {
  if (turns === null) return true
  for (let wait = await turns.wait(); wait >= 1; wait = await turns.wait()) {
    if (isOver()) return false
    await pauseFor(wait)
  }
  turns.take()
  return true
}

function domainQueue(app: App, claim: Next, run: LimitedRun): Next {
  const domains = new Map<string, Domain>()
  const parkedIn = new Set<Domain>()
  if (Object.keys(app.config.delivery.domains).length === 0) return claim

  const domainFor = (name: string): Domain => {
    const known = domains.get(name)
    if (known) return known
    const { perSecond, perDay } = limitsOf(app, name) ?? {}
    const turns = perSecond === undefined ? null : turnsOf(app.store.db, nameOf(name), perSecond)
    const isLimited = perDay !== undefined
    const domain = { name, turns, isLimited, parked: [], readyAt: 0, tailAt: 0 }
    domains.set(name, domain)
    return domain
  }

  /** The delivery, when it may go now. */
  const admit = async (delivery: ClaimedDelivery): Promise<ClaimedDelivery | null> => {
    const domain = domainFor(domainOf(delivery.address))
    if (domain.isLimited && (await isFull(domain))) {
      run.days.keptBack(domain.name)
      await run.putOff(delivery, `delivery.domains: ${domain.name} had its messages of today.`, run.days.nextDayAt())
      return null
    }
    if (domain.turns === null) return delivery
    if (domain.parked.length >= PARKED) {
      await run.putOff(delivery, `delivery.domains: ${domain.name} takes its messages slowly.`, tailOf(domain))
      return null
    }
    domain.parked.push(delivery)
    parkedIn.add(domain)
    if (domain.parked.length === 1) await look(domain)
    return domain.readyAt <= performance.now() + 1 ? release(domain) : null
  }

  const isFull = async ({ name, parked }: Domain): Promise<boolean> => {
    for (;;) {
      const isLeft = (await run.days.left(nameOf(name))) > parked.length
      if (isLeft || !run.days.isSettling(nameOf(name)) || run.isOver()) return !isLeft
      await pauseFor(SETTLE_MS)
    }
  }

  const tailOf = (domain: Domain): number => {
    const interval = domain.turns?.intervalMs ?? 0
    domain.tailAt = Math.max(domain.tailAt, app.clock() + PARKED * interval) + interval
    return Math.ceil(domain.tailAt)
  }

  const look = async (domain: Domain) => {
    domain.readyAt = performance.now() + ((await domain.turns?.wait()) ?? 0)
  }

  const release = async (domain: Domain): Promise<ClaimedDelivery | null> => {
    const delivery = domain.parked.shift() ?? null
    domain.turns?.take()
    if (domain.parked.length > 0) await look(domain)
    else parkedIn.delete(domain)
    return delivery
  }

  return async () => {
    while (!run.isOver()) {
      const first = [...parkedIn].reduce<Domain | null>(
        (one, other) => (one && one.readyAt <= other.readyAt ? one : other),
        null,
      )
      if (first && first.readyAt <= performance.now() + 1) return release(first)
      const delivery = await claim()
      if (delivery === null) {
        if (first === null) return null
        await pauseFor(first.readyAt - performance.now())
        continue
      }
      const admitted = await admit(delivery)
      if (admitted) return admitted
    }
    return null
  }
}
