import { setTimeout } from 'node:timers/promises'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { REFUSALS } from '../deliveries/breaker.ts'
import type { Outcome } from '../deliveries/delivery.ts'
import type { Attempt } from './deliver.ts'
import { openServer, type Server, type ServerOptions } from './server.ts'
import { type Candidate, chooseServer, sharesOf } from './shares.ts'
import type { SmtpServer } from './url.ts'

/** A mail server that gets nothing, and why, in one line with the fix. */
export type ServerTrouble = { server: string; reason: string }

/** Several mail servers as one. */
export type Servers = {
  /** Hands a message to the server whose turn it is. Rejects when no server can be used, with the reason. */
  hand: (attempt: (connection: SMTPConnection) => Promise<Attempt>) => Promise<Outcome>
  /** Rejects where no server can be used. */
  verify: () => Promise<void>
  /** Those that nothing goes through while others carry it; what `verify` has begun is waited for a moment. */
  troubles: () => Promise<ServerTrouble[]>
  close: (graceMs: number) => Promise<void>
}

const CLOSED = 'the sender is closed.'
const VERIFYING_MS = 2_000

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
  let verifying: Promise<unknown> = Promise.resolve()

  /** Stand-ins count only while nobody else stands. */
  const standingNow = () => {
    const up = places.filter(({ server }) => server.stands())
    const weighty = up.filter(({ weight }) => weight > 0)
    return weighty.length > 0 ? weighty : up
  }

  /** Those that may get a message now. */
  const readyNow = () => standingNow().filter(({ share, server }) => share > 0 && !server.isPaused())

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
    if (readyNow().length > 0) waiting?.resolve()
    else if (reason !== null) waiting?.reject(new Error(reason))
    else return
    waiting = null
  }

  const reasonToGiveUp = () => {
    const reasons = places.map(({ server }) => server.givenUp())
    return reasons.includes(null) ? null : [...new Set(reasons)].join(' ')
  }

  /** Resolves when a server is back or its pause has ended, rejects when there is no use in waiting. */
  const somebody = (): Promise<void> => {
    const reason = isClosed ? CLOSED : reasonToGiveUp()
    if (reason !== null) return Promise.reject(new Error(reason))
    waiting ??= Promise.withResolvers()
    return waiting.promise
  }

  const hand: Servers['hand'] = async (attempt) => {
    const tried = new Set<Place>()
    for (let refusals = 0; ; ) {
      const place = chooseServer(readyNow().filter((each) => !tried.has(each)))
      if (place === null) {
        if (readyNow().length === 0) await somebody()
        tried.clear()
        continue
      }
      tried.add(place)
      place.busy++
      place.given++
      const { outcome, elsewhere, refused } = await place.server.hand(attempt)
      place.busy--
      // What a server holds against the sender it may hold against this message alone.
      if (!elsewhere || (refused && place.server.stands() && ++refusals === REFUSALS * places.length)) return outcome
    }
  }

  const verify = async () => {
    const faults: Error[] = []
    for (const group of [places.filter(({ share }) => share > 0), places.filter(({ share }) => share === 0)]) {
      if (group.length === 0) continue
      try {
        const all = group.map(({ server }) => server.verify())
        verifying = Promise.allSettled(all)
        return await Promise.any(all)
      } catch (error) {
        faults.push(...(error as AggregateError).errors)
      }
    }
    throw new Error([...new Set(faults.map(({ message }) => message))].join(' '))
  }

  const troubles = async () => {
    await Promise.race([verifying, setTimeout(VERIFYING_MS, undefined, { ref: false })])
    const found = places.flatMap(({ server }) => {
      const reason = server.trouble()
      return reason === null ? [] : [{ server: server.place, reason }]
    })
    return found.length < places.length ? found : []
  }

  const close = async (graceMs: number) => {
    isClosed = true
    waiting?.reject(new Error(CLOSED))
    waiting = null
    await Promise.all(places.map(({ server }) => server.close(graceMs)))
  }

  for (const server of all) {
    const opened = openServer(server, { ...options, onChange })
    places.push({ server: opened, weight: server.weight, share: 0, busy: 0, given: 0 })
  }
  shareOut()
  return { hand, verify, troubles, close }
}
