import type { Outcome } from '../deliveries/delivery.ts'
import type { OutgoingMessage } from '../mail/message.ts'
import { TIMEOUTS, type Timeouts } from './connect.ts'
import { deliver } from './deliver.ts'
import { envelopeFault } from './envelope.ts'
import { type Logins, rememberLogins } from './logins.ts'
import { oneLine } from './one-line.ts'
import { openServers, type ServerTrouble } from './servers.ts'
import { parseSmtpUrls } from './url.ts'

export type SenderOptions = {
  /** smtp:// or smtps://, with user name and password where the server wants them; several are separated by white space. */
  url: string
  /** At most so many connections at once, to all servers together. */
  connections: number
  /** Refuse a server without TLS, unless it is on this machine. A password never goes out in clear, whatever this says. */
  requireTls: boolean
  /** Signs a message; the signed bytes are sent. */
  dkim?: (message: OutgoingMessage) => Promise<Buffer>
  timeouts?: Partial<Timeouts>
  /** What other senders of this process were told; nothing when absent. */
  logins?: Logins
}

export type Sender = {
  /**
   * Hands one message to a mail server and tells what became of it; never rejects. `mayFinish` is asked once all of the message
   * but its end was handed over: only after it said yes can the final dot go out, and whatever fails before is never in doubt.
   * A server that takes no message at all leaves it to another one; while all of them are away it waits for some time.
   */
  send: (message: OutgoingMessage, mayFinish: () => Promise<boolean>) => Promise<Outcome>
  /** Connects and logs in. Rejects with a line that names the servers, the reasons and the fix where none can be used. */
  verify: () => Promise<void>
  /** The servers that nothing goes through while others carry it; none where no server takes anything. */
  troubles: () => Promise<ServerTrouble[]>
  /** Takes no more messages, lets those on the wire finish for some seconds, and closes every connection. */
  close: () => Promise<void>
}

/** A sender over pooled connections. Rejects only for a URL that is none; connects when first needed. */
export async function openSender(options: SenderOptions): Promise<Sender> {
  const timeouts = { ...TIMEOUTS, ...options.timeouts }
  const servers = openServers(parseSmtpUrls(options.url), {
    connections: options.connections,
    requireTls: options.requireTls,
    timeouts,
    logins: options.logins ?? rememberLogins(),
    random: Math.random,
  })

  const send: Sender['send'] = async (message, mayFinish) => {
    const fault = envelopeFault(message.envelope)
    if (fault) return refused(fault)
    try {
      const raw = options.dkim ? await options.dkim(message) : message.raw
      return await servers.hand((connection) => deliver(connection, { ...message, raw }, mayFinish, timeouts))
    } catch (reason) {
      return { kind: 'untried', reply: oneLine(reason instanceof Error ? reason.message : String(reason)) }
    }
  }

  return { send, verify: servers.verify, troubles: servers.troubles, close: () => servers.close(timeouts.close) }
}

function refused(fault: NonNullable<ReturnType<typeof envelopeFault>>): Outcome {
  const reply = oneLine(fault.detail)
  return fault.field === 'to' ? { kind: 'bounced', reply, suppress: false } : { kind: 'untried', reply }
}
