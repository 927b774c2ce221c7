import { createHmac, type KeyObject } from 'node:crypto'
import type { KeyRing } from './token.ts'

/**
 * What is left of somebody who is to be forgotten: a keyed hash of their normalised address, which tells a returning address
 * and gives nobody's away.
 */
export function forgottenKey({ current }: KeyRing, addressKey: string): string {
  return hashOf(current.secret, addressKey)
}

/** Under which keys an address may be suppressed: its own, and what was left of it under any key of the ring. */
export function suppressionKeys({ current, old }: KeyRing, addressKey: string): string[] {
  return [addressKey, ...[current, ...old].map(({ secret }) => hashOf(secret, addressKey))]
}

function hashOf(secret: KeyObject, addressKey: string): string {
  return `forgotten:${createHmac('sha256', secret).update(`dateline forgotten\0${addressKey}`).digest('base64url')}`
}
