import { setTimeout } from 'node:timers/promises'

const TRIES = 120
const PAUSE_MS = 250

/** A server's yes that cannot be written down would be sent again: it is worth waiting for a disk with room. */
export async function persist(write: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await write()
      return
    } catch (error) {
      if (tries >= TRIES || signal?.aborted) throw error
      await setTimeout(PAUSE_MS)
    }
  }
}
