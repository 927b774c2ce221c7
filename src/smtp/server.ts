import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { afterFault, afterProbe, CLOSED, isGivenUp, type ServerFault } from '../deliveries/breaker.ts'
import { asksForLess } from '../deliveries/reply.ts'
import type { Timeouts } from './connect.ts'
import { connectOnce } from './connect-once.ts'
import type { Attempt } from './deliver.ts'
import type { Logins } from './logins.ts'
import { createPool, PAUSED, type Session } from './pool.ts'
import { awayBy, isConnectFault, type KnownFault, untried } from './server-fault.ts'
import { placeOf, type SmtpServer } from './url.ts'
import { wakeAt } from './wake.ts'

/** One mail server: its connections, whether it can be reached, and how much it bears. */
export type Server = {
  weight: number
  /** Host and port. */
  place: string
  /** Hands one message over, by an attempt over one connection. Never rejects. */
  hand: (attempt: (connection: SMTPConnection) => Promise<Attempt>) => Promise<Handed>
  /** Connects and logs in. Rejects with an Error of one line. */
  verify: () => Promise<void>
  /** Takes messages, as far as is known. */
  stands: () => boolean
  isPaused: () => boolean
  /** Why there is no use in waiting for it; null while there is. */
  givenUp: () => string | null
  /** Why it gets nothing and nobody can tell when it will, without its place; null while all is well or will be soon. */
  trouble: () => string | null
  resize: (connections: number) => void
  close: (graceMs: number) => Promise<void>
}

/** `elsewhere`: another server may take it at once; `refused`: this one would not have it, whatever the hurry. */
export type Handed = Pick<Attempt, 'outcome' | 'elsewhere'> & { refused: boolean }

export type ServerOptions = {
  requireTls: boolean
  timeouts: Timeouts
  logins: Logins
  /** From 0 to 1. */
  random: () => number
  /** It went away, came back, has ended a pause, or is not waited for any longer. */
  onChange: () => void
}

const RESET_MS = 10_000

export function openServer(server: SmtpServer, options: ServerOptions): Server {
  const { timeouts, onChange } = options
  const pool = createPool(1, (signal) => connectOnce(server, options, signal), {
    ...timeouts,
    onAwake: onChange,
  })
  const waking = new Set<() => void>()
  let breaker = CLOSED
  let hasTaken = false
  let asked = ''
  let isClosed = false

  const fail = (fault: ServerFault, isProbe = false) => {
    // What was under way when it went away tells nothing new.
    if (isClosed || (breaker.state === 'open' && !isProbe)) return
    const now = performance.now()
    breaker = afterFault(breaker, fault, { now, random: options.random(), firstWait: timeouts.probe })
    if (breaker.state === 'closed') return
    pool.drain({ stage: 'connect', error: new Error(fault.reason), reason: fault.reason } satisfies KnownFault)
    const givenUpAt = (breaker.since ?? now) + timeouts.patience
    if (now < givenUpAt) later(givenUpAt, onChange)
    if (!breaker.isFinal) later(breaker.probeAt, () => void probe())
    onChange()
  }

  const later = (time: number, act: () => void) => {
    const stop = wakeAt(time, () => {
      waking.delete(stop)
      act()
    })
    waking.add(stop)
  }

  const probe = async () => {
    try {
      pool.release(await pool.acquire(true), true)
      breaker = afterProbe(breaker)
      onChange()
    } catch (reason) {
      if (isConnectFault(reason)) fail(awayBy(reason, server), true)
      else if (reason === PAUSED) void probe()
    }
  }

  const hand: Server['hand'] = async (attempt) => {
    try {
      const { outcome, elsewhere } = await overPool(attempt)
      return { outcome, elsewhere, refused: elsewhere && !asksForLess(outcome.reply) }
    } catch (reason) {
      if (!isConnectFault(reason)) return { outcome: untried(reason), elsewhere: reason === PAUSED, refused: false }
      const fault = awayBy(reason, server)
      fail(fault)
      return { outcome: { kind: 'untried', reply: fault.reason }, elsewhere: true, refused: false }
    }
  }

  /** A connection that turns out to be gone or used up before the server asked for the message costs one more, new one. */
  const overPool = async (attempt: (connection: SMTPConnection) => Promise<Attempt>): Promise<Attempt> => {
    for (let fresh = false; ; fresh = true) {
      if (pool.isPaused()) throw PAUSED
      const session = await pool.acquire(fresh)
      const result = await attempt(session.connection).catch((error) => {
        pool.release(session, false)
        throw error
      })
      const isWorn = result.untouched && session.used > 0 && !fresh
      // First, because what is given back is lent again at once.
      if (!isWorn) learn(result, session.startedAt)
      giveBack(session, result)
      if (!isWorn) return result
    }
  }

  const learn = ({ outcome, elsewhere, clean }: Attempt, startedAt: number) => {
    const { kind, reply } = outcome
    const isPutOff = kind === 'deferred' || kind === 'untried'
    if (isPutOff && asksForLess(reply)) {
      asked = answers(reply)
      if (!pool.narrow(startedAt)) fail({ reason: asked, isAway: true, isFinal: true })
    } else if (elsewhere) {
      // A server that never took anything is as good as away: nobody waits for it.
      fail({ reason: answers(reply), isAway: false, isFinal: !hasTaken || reply.startsWith('5') })
    } else if (kind !== 'untried') {
      hasTaken = true
      if (clean) pool.took(startedAt)
      if (breaker !== CLOSED && breaker.state === 'closed') breaker = CLOSED
    }
  }

  const giveBack = (session: Session, { clean, outcome }: Attempt) => {
    if (!clean) pool.release(session, false)
    // A second reply that came along with the first one is read within a turn, and ends the connection.
    else if (outcome.kind === 'accepted') setImmediate(() => pool.release(session, true))
    else reset(session)
  }

  const reset = (session: Session) => {
    const timer = setTimeout(() => session.connection.close(), Math.min(RESET_MS, timeouts.envelope))
    const back = (error?: unknown) => {
      clearTimeout(timer)
      session.connection.off('end', gone)
      pool.release(session, !error)
    }
    const gone = () => back(true)
    session.connection.once('end', gone)
    session.connection.reset(back)
  }

  const answers = (reply: string) =>
    `mail server ${placeOf(server)} answers: ${reply.replace(/\.$/, '')}. Ask whoever runs it.`

  const verify = async () => {
    try {
      pool.release(await pool.acquire(), true)
    } catch (reason) {
      if (reason === PAUSED) return
      if (!isConnectFault(reason)) throw reason
      const fault = awayBy(reason, server)
      fail(fault)
      throw new Error(fault.reason)
    }
  }

  const close = (graceMs: number) => {
    isClosed = true
    for (const stop of waking) stop()
    return pool.close(graceMs)
  }

  const trouble = () => {
    const reason = breaker.state === 'open' ? breaker.reason : pool.isAtLongest() ? asked : null
    return reason?.replace(`mail server ${placeOf(server)} `, '') ?? null
  }

  return {
    weight: server.weight,
    place: placeOf(server),
    trouble,
    hand,
    verify,
    close,
    stands: () => breaker.state === 'closed',
    isPaused: pool.isPaused,
    givenUp: () => (isGivenUp(breaker, performance.now(), timeouts.patience) ? breaker.reason : null),
    resize: pool.resize,
  }
}
