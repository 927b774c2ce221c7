import { hash } from 'node:crypto'

/** A row that was read before: where it stood, and whether it said that the address gets no mail. */
export type Earlier = { line: number; hasEnded: boolean }

/**
 * Remembers in which line each address stood, in 32 bytes or less for each: a list of a million fits in little memory.
 * Addresses are told apart by 64 bits of a hash. A row that ends somebody takes the place of one that does not.
 */
export function earlierRows(): { earlierOf: (key: string, row: Earlier) => Earlier | null } {
  const shelves = Array.from({ length: SHELVES }, () => slotsOf(64))
  return {
    earlierOf: (key, { line, hasEnded }) => {
      const digest = hash('sha256', key)
      const [high, low] = [Number.parseInt(digest.slice(0, 8), 16), Number.parseInt(digest.slice(8, 16), 16)]
      const slots = roomOn(shelves, high % SHELVES)
      const index = indexOf(slots, high, low)
      const before = slots.rows[index]!
      const row = line * 2 + (hasEnded ? 1 : 0)
      if (before === 0) put(slots, index, [high, low, row])
      if (before % 2 === 0 && hasEnded) slots.rows[index] = row
      return before === 0 ? null : { line: before >>> 1, hasEnded: before % 2 === 1 }
    },
  }
}

/** Many small tables grow one at a time: what is copied is never much. */
const SHELVES = 64

function roomOn(shelves: Slots[], shelf: number): Slots {
  const slots = shelves[shelf]!
  if (slots.count * 4 < slots.rows.length * 3) return slots
  shelves[shelf] = wider(slots)
  return shelves[shelf]
}

/** Two halves of a hash, and twice the line, plus one for a row that ends somebody; 0 where nothing is yet. */
type Slots = { highs: Uint32Array; lows: Uint32Array; rows: Uint32Array; count: number }

function slotsOf(size: number): Slots {
  return { highs: new Uint32Array(size), lows: new Uint32Array(size), rows: new Uint32Array(size), count: 0 }
}

/** Where a hash is, or may be put. */
function indexOf({ highs, lows, rows }: Slots, high: number, low: number): number {
  const mask = rows.length - 1
  let index = low & mask
  while (rows[index] !== 0 && (highs[index] !== high || lows[index] !== low)) index = (index + 1) & mask
  return index
}

function put(slots: Slots, index: number, [high, low, row]: [number, number, number]): void {
  slots.highs[index] = high
  slots.lows[index] = low
  slots.rows[index] = row
  slots.count++
}

function wider(slots: Slots): Slots {
  const next = slotsOf(slots.rows.length * 2)
  slots.rows.forEach((row, index) => {
    const [high, low] = [slots.highs[index]!, slots.lows[index]!]
    if (row !== 0) put(next, indexOf(next, high, low), [high, low, row])
  })
  return next
}
