import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { afterAsking, afterTaking, isTooMuch, resized, unthrottled } from '../deliveries/throttle.ts'
import { cutOff } from './cut-off.ts'
import { wakeAt } from './wake.ts'

/** A connection and how many messages it has taken. */
export type Session = { connection: SMTPConnection; used: number; idleTimer: NodeJS.Timeout }

export type Pool = {
  /** A connection that nobody else uses; a new one when `fresh`. Rejects with the fault that kept it from opening. */
  acquire: (fresh?: boolean) => Promise<Session>
  /** Gives it back; one that is not clean is closed. */
  release: (session: Session, clean: boolean) => void
  /** From now on at most so many connections; with 0 none is kept. */
  resize: (size: number) => void
  /**
   * The server wants less, as it said to a message that went out at `startedAt`: a pause, one connection, and slowly more.
   * @returns false when it wanted less after the longest pause too
   */
  narrow: (startedAt: number) => boolean
  isPaused: () => boolean
  /** Closes what nobody uses, and lets who waits for a connection know why they get none. */
  drain: (fault: unknown) => void
  /** Opens and lends no more; resolves when all are gone, those in use at the latest after `graceMs`. */
  close: (graceMs: number) => Promise<void>
}

export type Opener = (signal: AbortSignal) => Promise<SMTPConnection>

type Waiter = { fresh: boolean; resolve: (session: Session) => void; reject: (reason: unknown) => void }

const GOODBYE_MS = 300

/**
 * At most `size` connections, opened when needed, kept over any number of messages, given back after `idle` milliseconds
 * unused; `pause` is how long a server that wants less is left alone the first time.
 */
export function createPool(size: number, open: Opener, { idle: idleMs, pause }: { idle: number; pause: number }): Pool {
  const idle: Session[] = []
  const all = new Set<Session>()
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
      if (session) waiting.shift()?.resolve(session)
      else if (all.size + opening < throttle.width) void start(waiting.shift() as Waiter)
      else return retire(idle.pop() as Session)
    }
    if (closing.signal.aborted && all.size + opening === 0) gone()
  }

  const start = async (waiter: Waiter) => {
    opening++
    try {
      const connection = await open(closing.signal)
      const idleTimer = setTimeout(() => idle.includes(session) && retire(session), idleMs).unref()
      const session: Session = { connection, used: 0, idleTimer }
      all.add(session)
      session.connection.once('end', () => forget(session))
      waiter.resolve(session)
    } catch (fault) {
      // Where others stand, this connection was one too many: their work goes on, and this message waits for one of them.
      if (all.size > 0 && !closing.signal.aborted) {
        throttle = { ...throttle, width: all.size, taken: 0 }
        waiting.unshift({ ...waiter, fresh: false })
      } else for (const each of [waiter, ...waiting.splice(0)]) each.reject(fault)
    }
    opening--
    pump()
  }

  const forget = (session: Session) => {
    all.delete(session)
    clearTimeout(session.idleTimer)
    const at = idle.indexOf(session)
    if (at >= 0) idle.splice(at, 1)
    pump()
  }

  const release = (session: Session, clean: boolean) => {
    session.used++
    if (!clean) session.connection.close()
    if (session.connection.destroyed) return
    if (closing.signal.aborted || all.size > throttle.width) return retire(session)
    throttle = afterTaking(throttle)
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
    stopResting = wakeAt(throttle.pausedUntil, pump)
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

  return { acquire, release, resize, narrow, isPaused, drain, close }
}
