import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'

/** Places of 15 digits. A number has its own place, so that of two writers none takes back what the other has just written. */
const SLOTS = 64
const DIGITS = 15
const SLOT_BYTES = DIGITS + 1

/** `count` is the highest number that was ever written; `at` when the last one was, in milliseconds. */
export type Witness = { count: number; at: number }

/** What the file says; null where there is none that can be read. */
export function readWitness(path: string): Witness | null {
  try {
    const text = readFileSync(path, 'latin1')
    const places = Array.from({ length: SLOTS }, (_, place) => text.slice(place * SLOT_BYTES, (place + 1) * SLOT_BYTES))
    const counts = places.filter((line) => /^\d{15}\n$/.test(line)).map(Number)
    return counts.length > 0 ? { count: Math.max(...counts), at: statSync(path).mtimeMs } : null
  } catch {
    return null
  }
}

/** `write` is one write of a few bytes, which does not wait for the disk. */
export type WitnessWriter = { write: (count: number) => void; close: () => void }

/** Opens the file for writing, and creates it where there is none. */
export function openWitness(path: string): WitnessWriter {
  closeSync(openSync(path, 'a', 0o600))
  const file = openSync(path, 'r+')
  return {
    write: (count) => {
      writeSync(file, `${String(count).padStart(DIGITS, '0')}\n`, (count % SLOTS) * SLOT_BYTES)
    },
    close: () => closeSync(file),
  }
}
