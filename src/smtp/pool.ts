import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { cutOff } from './cut-off.ts'

/** A connection and how many messages it has taken. */
export type Session = { connection: SMTPConnection; used: number; idleTimer: NodeJS.Timeout }

export type Pool = {
  /** A connection that nobody else uses; a new one when `fresh`. Rejects with the fault that kept it from opening. */
  acquire: (fresh?: boolean) => Promise<Session>
  /** Gives it back; one that is not clean is closed. */
  release: (session: Session, clean: boolean) => void
  /** The server wants less: half as many connections from now on, and one more after every 50 messages. */
  narrow: () => void
  /** Opens and lends no more; resolves when all are gone, those in use at the latest after `graceMs`. */
  close: (graceMs: number) => Promise<void>
}

export type Opener = (signal: AbortSignal) => Promise<SMTPConnection>

type Waiter = { fresh: boolean; resolve: (session: Session) => void; reject: (reason: unknown) => void }

const WIDEN_AFTER = 50
const GOODBYE_MS = 300

/** At most `size` connections, opened when needed, kept over any number of messages, given back after `idleMs` unused. */
export function createPool(size: number, open: Opener, idleMs: number): Pool {
  const idle: Session[] = []
  const all = new Set<Session>()
  const waiting: Waiter[] = []
  const closing = new AbortController()
  let gone: () => void = () => undefined
  let opening = 0
  let width = size
  let messages = 0

  const pump = () => {
    while (waiting[0] && all.size - idle.length + opening < width) {
      const session = waiting[0].fresh ? undefined : idle.pop()
      if (session) waiting.shift()?.resolve(session)
      else if (all.size + opening < width) void start(waiting.shift() as Waiter)
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
        width = all.size
        waiting.unshift(waiter)
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
    if (closing.signal.aborted || all.size > width) return retire(session)
    if (++messages % WIDEN_AFTER === 0) width = Math.min(size, width + 1)
    idle.push(session)
    session.idleTimer.refresh()
    pump()
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
      closing.abort(new Error('the sender is closed.'))
      for (const { reject } of waiting.splice(0)) reject(closing.signal.reason)
      for (const session of [...idle]) retire(session)
      pump()
    })

  const retire = (session: Session) => {
    const at = idle.indexOf(session)
    if (at >= 0) idle.splice(at, 1)
    const timer = setTimeout(() => cutOff(session.connection), GOODBYE_MS)
    session.connection.once('end', () => clearTimeout(timer))
    session.connection.quit()
  }

  return {
    acquire: (fresh = false) =>
      closing.signal.aborted
        ? Promise.reject(closing.signal.reason)
        : new Promise((resolve, reject) => {
            waiting.push({ fresh, resolve, reject })
            pump()
          }),
    release,
    narrow: () => {
      width = Math.max(1, Math.floor(Math.min(width, all.size) / 2))
      messages = 0
    },
    close,
  }
}
