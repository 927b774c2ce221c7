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
  /** Whether nothing more can go out today. */
  isFull: () => Promise<boolean>
  /** Keeps intents within the limits, whatever other processes do at the same time. */
  beside: (claims: readonly ClaimedDelivery[]) => Pick<Sending, 'allow'>
  /** Whether its intent was refused for want of room. */
  isRefused: (delivery: ClaimedDelivery) => boolean
  /** What to say to a person when the limit of all is reached. */
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
        refused.add(keyOf(claim))
        return false
      }
      for (const name of wanted) room.set(name, (room.get(name) ?? 0) - 1)
      return true
    })
  }

  const sentence = async () => {
    const { day, nextDayAt } = today()
    const zone = app.config.site.timezone
    const { queued } = await standingSums(db)
    const count = (messages: number) => messages.toLocaleString('en')
    const next = periodsOf(nextDayAt, zone).day
    return `delivery.perDay: ${count(await spent(db, ALL, day))} messages went out today; ${count(queued)} more go out from ${next} 00:00 (${zone}).`
  }

  return {
    left,
    isFull: async () => (await left(ALL)) <= 0,
    beside: (claims) => (hasLimits ? { allow: (trx) => allow(trx, claims) } : {}),
    isRefused: (delivery) => refused.has(keyOf(delivery)),
    sentence,
    began: (delivery) => {
      if (!hasLimits) return
      begun.add(keyOf(delivery))
      add(delivery, 1)
    },
    ended: (delivery) => {
      if (begun.delete(keyOf(delivery))) add(delivery, -1)
    },
    isAnyUnderWay: () => (underWay.get(ALL) ?? 0) > 0,
    nextDayAt: () => today().nextDayAt,
  }
}
