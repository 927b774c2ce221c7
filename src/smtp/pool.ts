import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { afterAsking, afterTaking, isAtLongest, isTooMuch, resized, unthrottled } from '../deliveries/throttle.ts'
import type { Timeouts } from './connect.ts'
import { cutOff } from './cut-off.ts'
import { wakeAt } from './wake.ts'

/** A connection and how many messages it was tried with; `startedAt` is when the last one got it, or it was begun for that one. */
export type Session = { connection: SMTPConnection; used: number; startedAt: number; idleTimer: NodeJS.Timeout }

export type Pool = {
  /**
   * A connection that nobody else uses; a new one when `fresh`. Rejects with the fault that kept it from opening, and with
   * PAUSED when the server asked for less meanwhile.
   */
  acquire: (fresh?: boolean) => Promise<Session>
  /** Gives it back, once; one that is not clean is closed. Until then nobody gets its place, even when it has ended. */
  release: (session: Session, clean: boolean) => void
  /** The server took a message, in a try that began at `startedAt`. */
  took: (startedAt: number) => void
  /** From now on at most so many connections; with 0 none is kept. */
  resize: (size: number) => void
  /**
   * The server wants less, as it said to a try that began at `startedAt`: a pause, one connection, and slowly more.
   * @returns false when it wanted less after the longest pause too
   */
  narrow: (startedAt: number) => boolean
  isPaused: () => boolean
  /** Its last pause was the longest, and it has taken nothing since. */
  isAtLongest: () => boolean
  /** Closes what nobody uses, and lets who waits for a connection know why they get none. */
  drain: (fault: unknown) => void
  /** Opens and lends no more; resolves when all are gone, those in use at the latest after `graceMs`. */
  close: (graceMs: number) => Promise<void>
}

export type Opener = (signal: AbortSignal) => Promise<SMTPConnection>

type Waiter = { fresh: boolean; resolve: (session: Session) => void; reject: (reason: unknown) => void }

/** `idle`: after which an unused connection is given back; `onAwake`: a pause has ended. Times are milliseconds. */
type Settings = Pick<Timeouts, 'idle' | 'pause'> & { onAwake?: () => void }

/** Why who waited for a connection gets none: other servers may have one. */
export const PAUSED = new Error('the mail server asked for a pause.')

const GOODBYE_MS = 300

/** At most `size` connections, opened when needed, kept over any number of messages. */
export function createPool(size: number, open: Opener, { idle: idleMs, pause, onAwake = () => {} }: Settings): Pool {
  const idle: Session[] = []
  const all = new Set<Session>()
  const lent = new Set<Session>()
  const waiting: Waiter[] = []
  const closing = new AbortController()
  let gone: () => void = () => undefined
  let opening = 0
  let throttle = unthrottled(size)
  let stopResting: () => void = () => undefined

  const isPaused = () => performance.now() < throttle.pausedUntil

  const pump = () => {
    while (waiting[0] && !isPaused() && all.size - idle.length + opening < throttle.width) {
      const session = waiting[0].fresh ? undefined : idle.pop()
      if (session) lend(session, waiting.shift() as Waiter, performance.now())
      else if (all.size + opening < throttle.width) void start(waiting.shift() as Waiter)
      else return retire(idle.pop() as Session)
    }
    if (closing.signal.aborted && all.size + opening === 0) gone()
  }

  const lend = (session: Session, { resolve }: Waiter, startedAt: number) => {
    lent.add(session)
    session.startedAt = startedAt
    resolve(session)
  }

  const start = async (waiter: Waiter) => {
    const startedAt = performance.now()
    opening++
    try {
      const connection = await open(closing.signal)
      const idleTimer = setTimeout(() => idle.includes(session) && retire(session), idleMs).unref()
      const session: Session = { connection, used: 0, startedAt, idleTimer }
      all.add(session)
      session.connection.once('end', () => forget(session))
      if (isPaused() && !closing.signal.aborted) {
        waiter.reject(PAUSED)
        keep(session)
      } else lend(session, waiter, startedAt)
    } catch (fault) {
      // Where others stand, this connection was one too many: their work goes on, and this message waits for one of them.
      if (all.size > 0 && !closing.signal.aborted) {
        throttle = { ...throttle, width: Math.min(throttle.width, all.size), taken: 0 }
        if (isPaused()) waiter.reject(PAUSED)
        else waiting.unshift({ ...waiter, fresh: false })
      } else for (const each of [waiter, ...waiting.splice(0)]) each.reject(fault)
    }
    opening--
    pump()
  }

  const forget = (session: Session) => {
    // What its end means is known once it is given back: until then nothing may be begun in its place.
    if (lent.has(session) && !closing.signal.aborted) return
    all.delete(session)
    clearTimeout(session.idleTimer)
    const at = idle.indexOf(session)
    if (at >= 0) idle.splice(at, 1)
    pump()
  }

  const release = (session: Session, clean: boolean) => {
    if (!lent.delete(session)) return
    session.used++
    if (!clean) session.connection.close()
    if (session.connection.destroyed) forget(session)
    else keep(session)
  }

  const keep = (session: Session) => {
    if (closing.signal.aborted || all.size > throttle.width) return retire(session)
    idle.push(session)
    session.idleTimer.refresh()
    pump()
  }

  const narrow = (startedAt: number) => {
    if (isTooMuch(throttle, startedAt, pause)) return false
    const now = performance.now()
    const before = throttle
    throttle = afterAsking(throttle, startedAt, now, pause)
    if (throttle === before || closing.signal.aborted) return true
    stopResting()
    stopResting = wakeAt(throttle.pausedUntil, () => {
      pump()
      onAwake()
    })
    for (const { reject } of waiting.splice(0)) reject(PAUSED)
    retireAbove(throttle.width)
    return true
  }

  const resize = (wanted: number) => {
    // One can always be opened, to see whether the server is there.
    throttle = resized(throttle, Math.max(wanted, 1))
    retireAbove(Math.min(throttle.width, wanted))
    pump()
  }

  const drain = (fault: unknown) => {
    for (const { reject } of waiting.splice(0)) reject(fault)
    retireAbove(0)
  }

  const retireAbove = (width: number) => {
    for (const session of idle.slice(0, Math.max(0, all.size - width))) retire(session)
  }

  const close = (graceMs: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        for (const { connection } of all) cutOff(connection)
      }, graceMs)
      gone = () => {
        clearTimeout(timer)
        resolve()
      }
      stopResting()
      closing.abort(new Error('the sender is closed.'))
      drain(closing.signal.reason)
      pump()
    })

  const retire = (session: Session) => {
    const at = idle.indexOf(session)
    if (at >= 0) idle.splice(at, 1)
    const timer = setTimeout(() => cutOff(session.connection), GOODBYE_MS)
    session.connection.once('end', () => clearTimeout(timer))
    session.connection.quit()
  }

  const acquire = (fresh = false) =>
    closing.signal.aborted
      ? Promise.reject(closing.signal.reason)
      : new Promise<Session>((resolve, reject) => {
          waiting.push({ fresh, resolve, reject })
          pump()
        })

  return {
    ...{ acquire, release, resize, narrow, isPaused, drain, close },
    took: (startedAt) => {
      throttle = afterTaking(throttle, startedAt)
    },
    isAtLongest: () => isAtLongest(throttle, pause),
  }
}
