import { setImmediate } from 'node:timers/promises'

/** Time at work in this thread, without waits for a server or a disk: a piece that takes longer keeps the pages waiting. */
const PIECE_MS = 10
const FEWEST = 100
const MOST = 500

/**
 * Does long work in pieces of about 10 ms of this thread, with a turn of the event loop after each, so that whoever asks for
 * a page or leaves meanwhile is answered at once. Ends early when told to stop.
 * @param act does at most `limit` things from where the piece before ended, and answers where it has; null when all is done
 */
export async function inPieces<Place>(
  signal: AbortSignal | undefined,
  act: (limit: number, after: Place | undefined) => Promise<Place | null>,
): Promise<void> {
  let limit = FEWEST
  let after: Place | undefined
  while (!signal?.aborted) {
    const before = process.threadCpuUsage()
    const next = await act(limit, after)
    if (next === null) return
    const { user, system } = process.threadCpuUsage(before)
    const fitting = (limit * PIECE_MS * 1000) / Math.max(1000, user + system)
    limit = Math.round(Math.min(MOST, limit * 2, Math.max(FEWEST, fitting)))
    after = next
    await setImmediate()
  }
}
