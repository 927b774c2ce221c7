import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in one time, whatever the texts and their lengths. */
export function secretsEqual(given: string, wanted: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(wanted))
}

export function digestOf(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
