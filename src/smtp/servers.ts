import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { REFUSALS } from '../deliveries/breaker.ts'
import type { Outcome } from '../deliveries/delivery.ts'
import type { Attempt } from './deliver.ts'
import { openServer, type Server, type ServerOptions } from './server.ts'
import { type Candidate, chooseServer, sharesOf } from './shares.ts'
import type { SmtpServer } from './url.ts'

/** Several mail servers as one. */
export type Servers = {
  /** Hands a message to the server whose turn it is. Rejects when no server can be used, with the reason. */
  hand: (attempt: (connection: SMTPConnection) => Promise<Attempt>) => Promise<Outcome>
  /** Rejects where no server can be used. */
  verify: () => Promise<void>
  close: (graceMs: number) => Promise<void>
}

const CLOSED = 'the sender is closed.'

type Place = Candidate & { server: Server }

/** Shares messages and connections out by weight, over those servers that stand; what one does not take goes to another. */
export function openServers(
  all: readonly SmtpServer[],
  { connections, ...options }: Omit<ServerOptions, 'onChange'> & { connections: number },
): Servers {
  const places: Place[] = []
  let waiting: PromiseWithResolvers<void> | null = null
  let standing = ''
  let isClosed = false

  /** Stand-ins count only while nobody else stands. */
  const standingNow = () => {
    const up = places.filter(({ server }) => server.stands())
    const weighty = up.filter(({ weight }) => weight > 0)
    return weighty.length > 0 ? weighty : up
  }

  const shareOut = () => {
    const up = standingNow()
    const shares = sharesOf(
      up.map(({ weight }) => Math.max(weight, 1)),
      connections,
    )
    const names = up.map((place) => places.indexOf(place)).join()
    // Who comes back must not get everything that the others took meanwhile.
    if (names !== standing) for (const place of places) place.given = 0
    standing = names
    for (const place of places) {
      place.share = shares[up.indexOf(place)] ?? 0
      place.server.resize(place.share)
    }
  }

  const onChange = () => {
    shareOut()
    const reason = reasonToGiveUp()
    if (standingNow().length > 0) waiting?.resolve()
    else if (reason !== null) waiting?.reject(new Error(reason))
    else return
    waiting = null
  }

  const reasonToGiveUp = () => {
    const reasons = places.map(({ server }) => server.givenUp())
    return reasons.includes(null) ? null : [...new Set(reasons)].join(' ')
  }

  /** Resolves when a server is back, rejects when there is no use in waiting. */
  const somebody = (): Promise<void> => {
    const reason = isClosed ? CLOSED : reasonToGiveUp()
    if (reason !== null) return Promise.reject(new Error(reason))
    waiting ??= Promise.withResolvers()
    return waiting.promise
  }

  const choose = (tried: Set<Place>): Place | null => {
    const up = standingNow().filter((place) => !tried.has(place))
    for (const place of up) place.isPaused = place.server.isPaused()
    return chooseServer(up)
  }

  const hand: Servers['hand'] = async (attempt) => {
    const tried = new Set<Place>()
    for (let refusals = 0; ; ) {
      const place = choose(tried)
      if (place === null) {
        if (standingNow().length === 0) await somebody()
        tried.clear()
        continue
      }
      tried.add(place)
      place.busy++
      place.given++
      const { outcome, elsewhere } = await place.server.hand(attempt)
      place.busy--
      // What a server holds against the sender it may hold against this message alone.
      if (!elsewhere || (place.server.stands() && ++refusals === REFUSALS * places.length)) return outcome
    }
  }

  const verify = async () => {
    const faults: Error[] = []
    for (const group of [places.filter(({ share }) => share > 0), places.filter(({ share }) => share === 0)]) {
      if (group.length === 0) continue
      try {
        return await Promise.any(group.map(({ server }) => server.verify()))
      } catch (error) {
        faults.push(...(error as AggregateError).errors)
      }
    }
    throw new Error([...new Set(faults.map(({ message }) => message))].join(' '))
  }

  const close = async (graceMs: number) => {
    isClosed = true
    waiting?.reject(new Error(CLOSED))
    waiting = null
    await Promise.all(places.map(({ server }) => server.close(graceMs)))
  }

  for (const server of all) {
    const opened = openServer(server, { ...options, onChange })
    places.push({ server: opened, weight: server.weight, share: 0, busy: 0, given: 0, isPaused: false })
  }
  shareOut()
  return { hand, verify, close }
}
