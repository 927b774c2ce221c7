import type { Config } from '../config/schema.ts'

export type Budget = Config['digest']['budget']

/** An edition that is about to be planned for somebody. */
export type Outgoing = {
  key: string
  /** Subscribers that it gains now. */
  gains: number
  /** All that it has then, those before included. */
  size: number
  /** How many it had when a person let it go; null when nobody had to. */
  approvedSize: number | null
  /** Size of the largest edition of late; null for a site's first. A larger one than `tellsFrom` need not be counted out. */
  usual: number | null
}

/** Messages of digests in the day and in the month at hand: what went out and what waits to. */
export type Standing = { day: number; month: number }

const GROWN = 10
const SMALL = 100

/** The size of a usual edition from which one of this size is not out of proportion. */
export function tellsFrom(size: number): number {
  return Math.ceil(size / GROWN)
}

/**
 * Which of the editions of a run wait for a person, by their keys, and why: those that have grown out of proportion, and
 * those that the budget has no room for. What a person let go is not held again, unless it has grown tenfold since.
 */
export function heldByBudget(editions: readonly Outgoing[], budget: Budget, standing: Standing): Map<string, string> {
  const held = new Map<string, string>()
  const limits = limitsOf(budget)
  let { day, month } = standing
  let run = 0
  for (const edition of editions) {
    const { key, gains, size } = edition
    const isApproved = edition.approvedSize !== null && size <= GROWN * edition.approvedSize
    const totals = { perRun: run + size, perDay: day + gains, perMonth: month + gains }
    const why = isApproved ? null : (outOfProportion(edition) ?? overLimit(limits, totals))
    if (why !== null) {
      held.set(key, why)
      continue
    }
    run += size
    day += gains
    month += gains
  }
  return held
}

function outOfProportion({ size, usual, approvedSize }: Outgoing): string | null {
  const before = approvedSize ?? usual
  if (before === null || size <= SMALL || size <= GROWN * before) return null
  const than =
    approvedSize === null ? `the largest of late, which went to ${before}` : `when it was let go, to ${before}`
  return `it would go to ${size} subscribers, more than ten times as many as ${than}`
}

type Limit = { name: keyof Budget; span: Span; messages: number }
type Span = 'perRun' | 'perDay' | 'perMonth'

const COSTS = { perRun: 'costPerRun', perDay: 'costPerDay', perMonth: 'costPerMonth' } as const
const WORDS = { perRun: 'in this run', perDay: 'today', perMonth: 'this month' } as const

/** What a cost buys, in messages, beside the limits in messages. */
function limitsOf(budget: Budget): Limit[] {
  const spans: Span[] = ['perRun', 'perDay', 'perMonth']
  return spans.flatMap((span) => {
    const name = COSTS[span]
    const cost = budget[name]
    const price = budget.pricePerThousand
    return [
      ...(budget[span] === undefined ? [] : [{ name: span, span, messages: budget[span] }]),
      ...(cost === undefined || price === undefined
        ? []
        : [{ name, span, messages: Math.floor((cost / price) * 1000 + 1e-6) }]),
    ]
  })
}

function overLimit(limits: Limit[], totals: Record<Span, number>): string | null {
  const [tightest] = limits
    .filter(({ span, messages }) => totals[span] > messages)
    .sort((a, b) => a.messages - b.messages)
  if (!tightest) return null
  const { name, span, messages } = tightest
  return `with it, ${totals[span]} digests would go out ${WORDS[span]}, and digest.budget.${name} allows ${messages}`
}

/** What so many messages cost, with two decimals or as many as it takes to see it; null without a price. */
export function costOf(messages: number, { pricePerThousand }: Budget): string | null {
  if (pricePerThousand === undefined) return null
  const cost = (messages / 1000) * pricePerThousand
  return cost >= 0.01 || cost === 0 ? cost.toFixed(2) : cost.toPrecision(1)
}
