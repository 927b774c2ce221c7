import type { Outcome } from '../deliveries/delivery.ts'
import type { OutgoingMessage } from '../mail/message.ts'
import { type ConnectFault, connect, TIMEOUTS, type Timeouts } from './connect.ts'
import { type Attempt, deliver } from './deliver.ts'
import { envelopeFault } from './envelope.ts'
import { explainSmtp } from './explain.ts'
import { oneLine } from './one-line.ts'
import { pace } from './pace.ts'
import { createPool, type Pool, type Session } from './pool.ts'
import { parseSmtpUrl } from './url.ts'

export type SenderOptions = {
  /** smtp:// or smtps://, with user name and password where the server wants them. */
  url: string
  /** At most so many connections at once. */
  connections: number
  /** At most so many messages a second; no limit when absent. */
  perSecond?: number
  /** Refuse a server without TLS, unless it is on this machine. A password never goes out in clear, whatever this says. */
  requireTls: boolean
  /** Signs a message; the signed bytes are sent. */
  dkim?: (raw: Buffer) => Promise<Buffer>
  timeouts?: Partial<Timeouts>
}

export type Sender = {
  /**
   * Hands one message to the mail server and tells what became of it; never rejects. `mayFinish` is asked once all of the message
   * but its end was handed over: only after it said yes can the final dot go out, and whatever fails before is never in doubt.
   */
  send: (message: OutgoingMessage, mayFinish: () => Promise<boolean>) => Promise<Outcome>
  /** Connects and logs in. Rejects with one line that names the server, the reason and the fix; at once when the sender is closed. */
  verify: () => Promise<void>
  /** Takes no more messages, lets those on the wire finish for some seconds, and closes every connection. */
  close: () => Promise<void>
}

const RESET_MS = 10_000

/** A sender over pooled connections. Rejects only for a URL that is none; connects when first needed. */
export async function openSender(options: SenderOptions): Promise<Sender> {
  const server = parseSmtpUrl(options.url)
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const turn = pace(options.perSecond)
  const closing = new AbortController()
  const pool = createPool(
    options.connections,
    (signal) => connect(server, options.requireTls, timeouts, signal),
    timeouts.idle,
  )

  const send: Sender['send'] = async (message, mayFinish) => {
    const fault = envelopeFault(message.envelope)
    if (fault) return refused(fault)
    try {
      const raw = options.dkim ? await options.dkim(message.raw) : message.raw
      await turn(closing.signal)
      return await overPool(pool, (connection) => deliver(connection, { ...message, raw }, mayFinish, timeouts))
    } catch (reason) {
      return untried(reason, options.url)
    }
  }

  const verify = async () => {
    try {
      pool.release(await pool.acquire(), true)
    } catch (reason) {
      throw isConnectFault(reason) ? new Error(explainSmtp(reason.error, options.url)) : reason
    }
  }

  const close = () => {
    closing.abort(new Error('the sender is closed.'))
    return pool.close(timeouts.close)
  }

  return { send, verify, close }
}

/** A connection that turns out to be gone or used up before the server asked for the message costs one more, new one. */
async function overPool(
  pool: Pool,
  attempt: (connection: Session['connection']) => Promise<Attempt>,
): Promise<Outcome> {
  for (let fresh = false; ; fresh = true) {
    const session = await pool.acquire(fresh)
    const { outcome, clean, untouched } = await attempt(session.connection)
    const worn = session.used > 0
    settle(pool, session, clean && outcome.kind)
    if (untouched && worn && !fresh) continue
    if (/^421|\b4\.7\.28\b/.test(outcome.reply)) pool.narrow()
    return outcome
  }
}

function settle(pool: Pool, session: Session, clean: false | Outcome['kind']): void {
  if (clean === false) pool.release(session, false)
  // A second reply that came along with the first one is read within a turn, and ends the connection.
  else if (clean === 'accepted') setImmediate(() => pool.release(session, true))
  else reset(pool, session)
}

function reset(pool: Pool, session: Session): void {
  const timer = setTimeout(() => session.connection.close(), RESET_MS)
  session.connection.reset((error) => {
    clearTimeout(timer)
    pool.release(session, !error)
  })
}

function refused(fault: NonNullable<ReturnType<typeof envelopeFault>>): Outcome {
  const reply = oneLine(fault.detail)
  return fault.field === 'to' ? { kind: 'bounced', reply, suppress: false } : { kind: 'untried', reply }
}

function untried(reason: unknown, url: string): Outcome {
  if (isConnectFault(reason)) return { kind: 'untried', reply: explainSmtp(reason.error, url) }
  return { kind: 'untried', reply: oneLine(reason instanceof Error ? reason.message : String(reason)) }
}

function isConnectFault(reason: unknown): reason is ConnectFault {
  return typeof reason === 'object' && reason !== null && 'stage' in reason && 'error' in reason
}
