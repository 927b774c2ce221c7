import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Key, KeyRing } from './token.ts'

/** What a link to confirm by speaks for: a request, and the random number that only the store and the link know of. */
export type ConsentSubject = { id: number; nonce: string }

/** 256 random bits for a request: with the secret key they make its link, and neither makes it alone. */
export function newNonce(): string {
  return randomBytes(32).toString('base64url')
}

/** A signed token for the link that confirms a request: its id, a dot, and an HMAC-SHA-256 in base64url. */
export function signConsent(keys: KeyRing, subject: ConsentSubject): string {
  return `${subject.id.toString(36)}.${macOf(keys.current, subject).toString('base64url')}`
}

/** The id of the request that a token claims to speak for; null when it is no token. It proves nothing yet. */
export function consentIdIn(token: string): number | null {
  const id = /^([0-9a-z]{1,11})\.[\w-]{43}$/.exec(token)?.[1]
  return id === undefined ? null : Number.parseInt(id, 36)
}

/** True when a token was signed for this request, with any key of the ring. */
export function confirmsConsent(keys: KeyRing, token: string, subject: ConsentSubject): boolean {
  const mac = Buffer.from(token.split('.')[1] ?? '', 'base64url')
  return [keys.current, ...keys.old].some((key) => {
    const expected = macOf(key, subject)
    return mac.length === expected.length && timingSafeEqual(mac, expected)
  })
}

function macOf({ secret }: Key, { id, nonce }: ConsentSubject): Buffer {
  return createHmac('sha256', secret).update(`dateline consent\0${id}\0${nonce}`).digest()
}
