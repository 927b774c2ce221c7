import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'

/** What a link may be used for; a token of one purpose is void for every other. */
export type Purpose = 'unsubscribe' | 'preferences' | 'confirm'

/** Whom a link speaks for. Counting the epoch of a subscriber up makes their older links void. */
export type TokenSubject = { subscriberId: number; tokenEpoch: number }

/** From bytes, Node would make the key anew for every link, which takes longer than signing. */
export type Key = { id: number; secret: KeyObject }

/** `current` signs; `old` keys are still read. */
export type KeyRing = { current: Key; old: Key[] }

const SHORTEST_SECRET = 32
const MAC_BYTES = 16
const LONGEST_TOKEN = 64

/**
 * Reads SECRET_KEY: one secret of at least 32 characters, or several separated by commas, of which the first signs and
 * the others are still read.
 * @throws Error that says how long each is and how to make one, and never shows a secret
 */
export function keyRing(secretText: string): KeyRing {
  const secrets = secretText
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
  const fix = `Make one with: node -p "crypto.randomBytes(32).toString('hex')"`
  for (const [index, secret] of secrets.entries()) {
    if (secret.length >= SHORTEST_SECRET) continue
    const which = secrets.length === 1 ? 'SECRET_KEY' : `SECRET_KEY: secret ${index + 1} of ${secrets.length}`
    throw new Error(`${which} has ${secret.length} characters; it needs at least ${SHORTEST_SECRET}. ${fix}`)
  }
  const [current, ...old] = [...new Set(secrets)].map(keyOf)
  if (!current) throw new Error(`SECRET_KEY is empty. ${fix}`)
  return { current, old }
}

/** The id stays the same wherever in the ring a secret stands. */
function keyOf(secret: string): Key {
  const id = createHash('sha256').update(`dateline key id\0${secret}`).digest()[0]!
  return { id, secret: createSecretKey(Buffer.from(secret)) }
}

/**
 * A signed token for a link, of about 30 characters A-Z a-z 0-9 - and _, the same each time. It does not expire.
 * Purpose, key id, subscriber and epoch stand under the MAC: HMAC-SHA-256 cut to 128 bits.
 * @throws RangeError when subscriber or epoch is no whole number from 0
 */
export function signToken(keys: KeyRing, purpose: Purpose, { subscriberId, tokenEpoch }: TokenSubject): string {
  const payload = Buffer.from([keys.current.id, ...varint(subscriberId), ...varint(tokenEpoch)])
  return Buffer.concat([payload, macOf(keys.current, purpose, payload)]).toString('base64url')
}

/** Whom a token speaks for, or null when it is not ours, was altered, or was made for another purpose. */
export function readToken(keys: KeyRing, purpose: Purpose, token: string): TokenSubject | null {
  if (token.length > LONGEST_TOKEN) return null
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== token) return null
  const payload = bytes.subarray(0, -MAC_BYTES)
  const mac = bytes.subarray(-MAC_BYTES)
  const candidates = [keys.current, ...keys.old].filter(({ id }) => id === payload[0])
  if (!candidates.some((key) => timingSafeEqual(macOf(key, purpose, payload), mac))) return null
  return readSubject(payload.subarray(1))
}

function macOf(key: Key, purpose: Purpose, payload: Buffer): Buffer {
  return createHmac('sha256', key.secret)
    .update(`dateline token\0${purpose}\0`)
    .update(payload)
    .digest()
    .subarray(0, MAC_BYTES)
}

function readSubject(bytes: Buffer): TokenSubject | null {
  const numbers: number[] = []
  let [value, factor] = [0, 1]
  for (const byte of bytes) {
    value += (byte & 127) * factor
    factor *= 128
    if (byte & 128) continue
    numbers.push(value)
    ;[value, factor] = [0, 1]
  }
  const [subscriberId, tokenEpoch] = numbers
  return subscriberId === undefined || tokenEpoch === undefined ? null : { subscriberId, tokenEpoch }
}

/** Seven bits to a byte, the lowest first; the highest bit says that more follow. */
function varint(number: number): number[] {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${number} is no whole number from 0.`)
  return number < 128 ? [number] : [(number % 128) + 128, ...varint(Math.floor(number / 128))]
}
