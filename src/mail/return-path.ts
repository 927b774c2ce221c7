import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Key, KeyRing } from '../subscribers/token.ts'
import { readMailbox } from './mailbox.ts'

/** The delivery that a return path speaks for. `plannedAt` is in milliseconds, and only its seconds count. */
export type ReturnSubject = { deliveryId: number; plannedAt: number }

/** RFC 5321 4.5.3.1.1. */
const LONGEST_LOCAL = 64
const PAYLOAD_BYTES = 11
const MAC_BYTES = 14
const TOKEN_CHARACTERS = 40
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
const TOKEN = new RegExp(`[+=-]([a-z2-7]{${TOKEN_CHARACTERS}})@`, 'i')

/**
 * Where reports about one delivery go: `bounces@blog.example.org` becomes `bounces+<token>@blog.example.org`. The token is
 * 40 lower-case letters and digits, as mail servers may change their case: key id, delivery and second of planning
 * under an HMAC-SHA-256 cut to 112 bits. It is the same at every attempt and does not expire.
 * @param mailbox `digest.returnPath`
 * @throws Error when the local part would be over 64 octets
 */
export function returnPathOf(mailbox: string, keys: KeyRing, subject: ReturnSubject): string {
  const [local = '', domain = ''] = readMailbox(mailbox).address.split('@')
  const longest = LONGEST_LOCAL - TOKEN_CHARACTERS - 1
  if (local.length > longest) {
    throw new Error(
      `digest.returnPath: "${local}" has ${local.length} characters before the @; ${longest} are left beside the token. Write it like bounces@${domain}.`,
    )
  }
  return `${local}+${signReturn(keys.current, subject)}@${domain}`
}

/** The delivery that an address speaks for; null when it has no token, or one that no key of the ring has signed. */
export function readReturnPath(keys: KeyRing, address: string): ReturnSubject | null {
  const token = TOKEN.exec(address)?.[1]
  const bytes = token === undefined ? null : fromBase32(token.toLowerCase())
  if (!bytes) return null
  const payload = bytes.subarray(0, PAYLOAD_BYTES)
  const candidates = [keys.current, ...keys.old].filter(({ id }) => id === payload[0])
  if (!candidates.some((key) => timingSafeEqual(macOf(key, payload), bytes.subarray(PAYLOAD_BYTES)))) return null
  return { deliveryId: payload.readUIntBE(1, 6), plannedAt: payload.readUInt32BE(7) * 1000 }
}

function signReturn(key: Key, { deliveryId, plannedAt }: ReturnSubject): string {
  const payload = Buffer.alloc(PAYLOAD_BYTES)
  payload.writeUInt8(key.id)
  payload.writeUIntBE(deliveryId, 1, 6)
  payload.writeUInt32BE(Math.floor(plannedAt / 1000), 7)
  return toBase32(Buffer.concat([payload, macOf(key, payload)]))
}

function macOf({ secret }: Key, payload: Buffer): Buffer {
  return createHmac('sha256', secret).update('dateline return path\0').update(payload).digest().subarray(0, MAC_BYTES)
}

/** Five bytes are eight characters: 25 bytes leave no rest. */
function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, (five) => ALPHABET[Number.parseInt(five, 2)] ?? '')
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
}
