import type { ReportAbout } from '../deliveries/report.ts'
import { type KeyRing, readToken } from '../subscribers/token.ts'
import type { InboundMessage } from './inbound.ts'
import { returnedHeader } from './inbound-returned.ts'
import { readReturnPath } from './return-path.ts'

/** More than any report has; what costs a signature each must not be endless. */
const MOST = 20

/** The delivery whose return path the message came to; null when it came to none that was signed. */
export function signedRecipient(recipients: readonly string[], keys: KeyRing): ReportAbout | null {
  for (const address of recipients.slice(0, MOST)) {
    const subject = readReturnPath(keys, address)
    if (subject) return subject
  }
  return null
}

/**
 * Whom the message that came back was for, by what is signed in it: its return path, or the token in List-Unsubscribe. What
 * a report says by itself proves nothing, since anybody can write one.
 */
export function signedReturned(
  message: Pick<InboundMessage, 'parts' | 'text'>,
  keys: KeyRing,
  originalMailFrom: string | null = null,
): ReportAbout | null {
  const header = returnedHeader(message)
  const byPath = signedRecipient([originalMailFrom ?? '', header?.get('return-path') ?? ''], keys)
  if (byPath) return byPath
  const deliveryId = /^<(\d{1,15})\.[0-9a-z]+\./.exec(header?.get('message-id') ?? '')?.[1]
  const tokens = (header?.get('list-unsubscribe') ?? '').matchAll(/unsubscribe(?:\/|%20|\s)([\w-]{20,64})(?![\w-])/gi)
  for (const [, token = ''] of [...tokens].slice(0, MOST)) {
    const subject = readToken(keys, 'unsubscribe', token)
    if (subject) return { ...subject, ...(deliveryId !== undefined && { deliveryId: Number(deliveryId) }) }
  }
  return null
}
