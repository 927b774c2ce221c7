import type { App } from '../app.ts'
import type { ClaimedDelivery, Lane } from '../deliveries/delivery.ts'
import { domainOf } from '../deliveries/domain-of.ts'
import { periodsOf } from '../deliveries/periods.ts'
import { openWitness, type WitnessWriter } from '../files/witness.ts'
import type { Sending } from '../store/claims.ts'
import { parkClaims } from '../store/held-editions.ts'
import { limitsOf } from './day-limits.ts'
import { witnessPath } from './restored.ts'

export type Intents = {
  /** What is to be done along with the intents of these claims. */
  beside: (claims: readonly ClaimedDelivery[]) => Pick<Sending, 'spend' | 'committed'>
  /** Whether a claim that is not on the wire yet was given back now, because its edition is held. */
  isParked: (delivery: ClaimedDelivery) => Promise<boolean>
  close: () => void
}

/** What goes along with intents: they are counted as spent, and witnessed outside the store. */
export function openIntents(app: App, lane: Lane, owner: string): Intents {
  const witness = witnessOf(app)
  const held = new Set<number>()
  return {
    beside: (claims) => ({
      spend: (granted) => spentFor(app, lane, claims, granted),
      committed: (commit) => {
        for (const editionId of commit.held) held.add(editionId)
        if (commit.intents !== null) witness.write(commit.intents)
      },
    }),
    isParked: async (delivery) => {
      if (!held.has(delivery.editionId)) return false
      const parked = await parkClaims(app.store.db, owner, [delivery])
      if (parked.size === 0) held.delete(delivery.editionId)
      return parked.size > 0
    },
    close: () => witness.close(),
  }
}

function spentFor(app: App, lane: Lane, claims: readonly ClaimedDelivery[], granted: ReadonlySet<number>) {
  const { config, clock } = app
  const { day, month } = periodsOf(clock(), config.site.timezone)
  const names = claims
    .filter(({ id }) => granted.has(id))
    .flatMap(({ address }) => {
      const domain = domainOf(address)
      const isLimited = limitsOf(app, domain)?.perDay !== undefined
      return ['all', ...(lane === 'digests' ? ['digests'] : []), ...(isLimited ? [`domain:${domain}`] : [])]
    })
  return names.flatMap((name) => [day, month].map((period) => ({ name, period, messages: 1 })))
}

/** A file that cannot be written is told of once, and stops no mail. */
function witnessOf(app: App): WitnessWriter {
  const told = (error: unknown): WitnessWriter => {
    app.log.warn({ err: error }, 'data/witness cannot be written: an old backup put back would not be noticed')
    return { write: () => {}, close: () => {} }
  }
  let writer: WitnessWriter
  try {
    writer = openWitness(witnessPath(app))
  } catch (error) {
    return told(error)
  }
  return {
    write: (count) => {
      try {
        writer.write(count)
      } catch (error) {
        writer.close()
        writer = told(error)
      }
    },
    close: () => writer.close(),
  }
}
