import type { ServerFault } from '../deliveries/breaker.ts'
import type { Outcome } from '../deliveries/delivery.ts'
import type { ConnectFault } from './connect.ts'
import { explainSmtp } from './explain.ts'
import { oneLine } from './one-line.ts'
import type { SmtpServer } from './url.ts'

/** A fault whose explanation is known, as it is told to messages that wait for a connection. */
export type KnownFault = ConnectFault & { reason: string }

export function isConnectFault(reason: unknown): reason is ConnectFault {
  return typeof reason === 'object' && reason !== null && 'stage' in reason && 'error' in reason
}

/** A login that the server has looked at and will not take: 454 is the reply of one that cannot look now. */
export function isRefusedLogin(reason: unknown): boolean {
  return isConnectFault(reason) && reason.stage === 'auth' && /^5\d\d/.test(reason.error.response ?? '')
}

export function untried(reason: unknown): Outcome {
  return { kind: 'untried', reply: oneLine(reason instanceof Error ? reason.message : String(reason)) }
}

/** What it says of the server that it could not be connected to. */
export function awayBy(fault: ConnectFault | KnownFault, server: SmtpServer): ServerFault {
  const reason = 'reason' in fault ? fault.reason : explainSmtp(fault.error, server)
  return { reason, isAway: true, isFinal: isRefusedLogin(fault) }
}
