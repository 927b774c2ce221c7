import type { App } from '../app.ts'
import type { ClaimedDelivery, Lane } from '../deliveries/delivery.ts'
import { domainOf } from '../deliveries/domain-of.ts'
import { periodsOf } from '../deliveries/periods.ts'
import type { Sending } from '../store/claims.ts'
import type { Trx } from '../store/db.ts'
import { lockLimits, spent } from '../store/spending.ts'
import { standingSums } from '../store/standing.ts'

/**
 * Limits of messages in a day of the site's zone: of all, and of each receiving domain. What people wait for is counted with
 * the digests, and never held back.
 */
export type DayLimits = {
  /** What is left today of the limit by this name, less what is under way; Infinity where there is none. */
  left: (name: string) => Promise<number>
  /** A delivery goes its way, or has ended it: what is written down as spent, or came to nothing. Ending twice is once. */
  began: (delivery: ClaimedDelivery) => void
  ended: (delivery: ClaimedDelivery) => void
  isAnyUnderWay: () => boolean
  /** Whether something of this name is being written down: it may be counted as under way and as spent at once. */
  isSettling: (name: string) => boolean
  /** Whether nothing more can go out today. */
  isFull: () => Promise<boolean>
  /** Keeps intents within the limits, whatever other processes do at the same time. */
  beside: (claims: readonly ClaimedDelivery[]) => Pick<Sending, 'allow'>
  /** Whether its intent was refused for want of room. */
  isRefused: (delivery: ClaimedDelivery) => boolean
  /** Notes a delivery that waits for another day because its domain had its messages of this one. */
  keptBack: (domain: string) => void
  hasKeptBack: () => boolean
  /** What to say to a person of the limits that are reached. */
  sentence: () => Promise<string>
  nextDayAt: () => number
}

export const ALL = 'all'
export const nameOf = (domain: string) => `domain:${domain}`

/** The limits of a domain: its own, or those of each of the others. */
export function limitsOf({ config }: App, domain: string) {
  const { domains } = config.delivery
  return Object.hasOwn(domains, domain) ? domains[domain] : domains['*']
}

const keyOf = ({ id, epoch }: ClaimedDelivery) => `${id} ${epoch}`

/** What other processes send meanwhile is seen so much later; `allow` is exact in any case. */
const FRESH_MS = 250

export function dayLimits(app: App, lane: Lane): DayLimits {
  const { db } = app.store
  const underWay = new Map<string, number>()
  const begun = new Set<string>()
  const { perDay, domains } = app.config.delivery
  const hasLimits =
    lane === 'digests' && (perDay !== undefined || Object.values(domains).some((domain) => domain.perDay !== undefined))
  const today = () => periodsOf(app.clock(), app.config.site.timezone)
  const limitOf = (name: string) =>
    lane === 'urgent'
      ? undefined
      : name === ALL
        ? app.config.delivery.perDay
        : limitsOf(app, name.slice(nameOf('').length))?.perDay
  const namesOf = ({ address }: ClaimedDelivery) =>
    [ALL, nameOf(domainOf(address))].filter((name) => limitOf(name) !== undefined)
  const add = (delivery: ClaimedDelivery, count: number) => {
    for (const name of namesOf(delivery)) {
      underWay.set(name, (underWay.get(name) ?? 0) + count)
      const known = seen.get(name)
      if (known && count > 0) known.left -= count
    }
  }

  const seen = new Map<string, { left: number; at: number }>()
  const left = async (name: string) => {
    const limit = limitOf(name)
    if (limit === undefined) return Number.POSITIVE_INFINITY
    const known = seen.get(name)
    if (known && known.left > 0 && performance.now() - known.at < FRESH_MS) return known.left
    const fresh = limit - (await spent(db, name, today().day)) - (underWay.get(name) ?? 0)
    seen.set(name, { left: fresh, at: performance.now() })
    return fresh
  }

  const settling = new Map<string, string[]>()
  const refused = new Set<string>()
  const allow = async (trx: Trx, claims: readonly ClaimedDelivery[]) => {
    const names = [...new Set(claims.flatMap(namesOf))]
    if (names.length === 0) return [...claims]
    const period = today().day
    const limits = names.map((name) => ({ name, period, limit: limitOf(name) as number }))
    const room = await lockLimits(trx, limits)
    return claims.filter((claim) => {
      const wanted = namesOf(claim)
      if (wanted.some((name) => (room.get(name) ?? 0) <= 0)) {
        if (!refused.has(keyOf(claim)) && (room.get(ALL) ?? 1) > 0) keptBack(domainOf(claim.address))
        refused.add(keyOf(claim))
        return false
      }
      for (const name of wanted) room.set(name, (room.get(name) ?? 0) - 1)
      settling.set(keyOf(claim), wanted)
      return true
    })
  }

  const waiting = new Map<string, number>()
  const keptBack = (domain: string) => void waiting.set(domain, (waiting.get(domain) ?? 0) + 1)
  const sentence = async () => {
    const { day, nextDayAt } = today()
    const zone = app.config.site.timezone
    const from = `from ${periodsOf(nextDayAt, zone).day} 00:00 (${zone})`
    const ofDomains = domainSentence(waiting, from)
    if (ofDomains !== null && (await left(ALL)) > 0) return ofDomains
    const ofAll = `delivery.perDay: ${number(await spent(db, ALL, day))} messages went out today; ${number((await standingSums(db)).queued)} more go out ${from}.`
    return ofDomains === null ? ofAll : `${ofAll} ${ofDomains}`
  }

  return {
    left,
    isFull: async () => (await left(ALL)) <= 0,
    beside: (claims) => (hasLimits ? { allow: (trx) => allow(trx, claims) } : {}),
    isRefused: (delivery) => refused.has(keyOf(delivery)),
    keptBack,
    hasKeptBack: () => waiting.size > 0,
    sentence,
    began: (delivery) => {
      if (!hasLimits) return
      begun.add(keyOf(delivery))
      add(delivery, 1)
    },
    ended: (delivery) => {
      settling.delete(keyOf(delivery))
      if (begun.delete(keyOf(delivery))) add(delivery, -1)
    },
    isAnyUnderWay: () => (underWay.get(ALL) ?? 0) > 0,
    isSettling: (name) => [...settling.values()].some((names) => names.includes(name)),
    nextDayAt: () => today().nextDayAt,
  }
}

const number = (count: number) => count.toLocaleString('en')

/** More domains than a person reads in one sentence. */
const NAMED = 3

function domainSentence(waiting: Map<string, number>, from: string): string | null {
  if (waiting.size === 0) return null
  const most = [...waiting].toSorted(([, one], [, other]) => other - one)
  const named = most.slice(0, NAMED).map(([domain, count]) => `${number(count)} to ${domain}`)
  const rest = most.slice(NAMED).reduce((sum, [, count]) => sum + count, 0)
  const others = rest === 0 ? [] : [`${number(rest)} to other domains`]
  return `delivery.domains: the limit of today is reached; ${[...named, ...others].join(', ')} go out ${from}.`
}
