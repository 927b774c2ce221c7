import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { cutOff } from './cut-off.ts'
import { NO_LOGIN, type SmtpFault } from './explain.ts'
import type { SmtpServer } from './url.ts'

/** Milliseconds. Absolute: a server that trickles its replies gets no more. */
export type Timeouts = {
  /** Connection, greeting, TLS and login together. */
  connect: number
  /** MAIL, RCPT and DATA of one message together (RFC 5321 4.5.3.2 asks for 5, 5 and 2 minutes). */
  envelope: number
  /** The body, up to where its end is held back. */
  body: number
  /** From the final dot to its reply; RFC 5321 4.5.3.2.6 asks for 10 minutes. */
  dot: number
  /** How long `close` waits for messages that are on the wire. */
  close: number
  /** After which an unused connection is given back. */
  idle: number
  /** Until the first probe of a server that is away; the others come later and later (`deliveries/breaker.ts`). */
  probe: number
  /** How long messages wait for a server that is away. */
  patience: number
  /** For how long a server that wants less is left alone the first time (`deliveries/throttle.ts`). */
  pause: number
}

const MINUTE = 60_000

export const TIMEOUTS: Timeouts = {
  connect: MINUTE,
  envelope: 12 * MINUTE,
  body: 10 * MINUTE,
  dot: 10 * MINUTE,
  close: 8000,
  idle: MINUTE / 2,
  probe: 1000,
  patience: MINUTE / 2,
  pause: 5000,
}

/** A connection that failed before any message was tried. */
export type ConnectFault = { stage: 'connect' | 'auth'; error: SmtpFault }

/**
 * The rules of TLS: none is needed on this machine; anywhere else it is required, and its certificate checked, unless the site
 * says otherwise and no password is sent.
 */
export function tlsRules(server: SmtpServer, requireTls: boolean) {
  const required = !server.loopback && (requireTls || server.credentials !== null)
  return {
    secure: server.implicitTls,
    requireTLS: required && !server.implicitTls,
    ignoreTLS: server.loopback,
    opportunisticTLS: !required,
    tls: { rejectUnauthorized: required },
  }
}

/** A connection that is greeted, secured and logged in. Rejects with a ConnectFault, or the signal's reason. */
export function connect(
  server: SmtpServer,
  requireTls: boolean,
  timeouts: Timeouts,
  signal: AbortSignal,
): Promise<SMTPConnection> {
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    ...(server.clientName === null ? {} : { name: server.clientName }),
    ...tlsRules(server, requireTls),
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.connect,
    socketTimeout: timeouts.envelope + timeouts.body + timeouts.dot,
    maxResponseSize: 64 * 1024,
  })
  keepInStep(connection)
  // Errors of an idle connection end it, and need no further answer.
  connection.on('error', () => undefined)
  return new Promise((resolve, reject) => {
    let stage: ConnectFault['stage'] = 'connect'
    const timer = setTimeout(() => fail(timeoutFault()), timeouts.connect)
    const abort = () => {
      settled()
      reject(signal.reason)
      cutOff(connection)
    }
    const settled = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      connection.off('error', fail)
    }
    const fail = (error: SmtpFault) => {
      settled()
      reject({ stage, error } satisfies ConnectFault)
      connection.close()
    }
    const ready = () => {
      settled()
      resolve(connection)
    }
    signal.addEventListener('abort', abort)
    connection.once('error', fail)
    connection.connect((error) => {
      if (error) return fail(error)
      if (server.credentials === null) return ready()
      stage = 'auth'
      if (!connection.allowsAuth) return fail(noLogin())
      connection.login({ credentials: server.credentials }, (refused) => (refused ? fail(refused) : ready()))
    })
  })
}

/**
 * No command is sent before the one before it was answered: a reply that has come already when one is sent is nobody's answer,
 * and nodemailer would take it for the answer to this one. The connection ends instead.
 */
function keepInStep(connection: SMTPConnection): void {
  const inside = connection as unknown as Inside
  const sendCommand = inside._sendCommand
  inside._sendCommand = (...args) => {
    if (inside._responseQueue.some((reply) => reply.trim() !== '')) connection.close()
    else sendCommand.apply(connection, args)
  }
}

type Inside = { _responseQueue: string[]; _sendCommand: (command: string, logged?: string) => void }

function timeoutFault(): SmtpFault {
  return Object.assign(new Error('no complete answer'), { code: 'ETIMEDOUT' })
}

function noLogin(): SmtpFault {
  return Object.assign(new Error('it offers none'), { code: NO_LOGIN })
}
