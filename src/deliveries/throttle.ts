/** How many connections a mail server gets that has asked for less. All times are milliseconds of one clock. */
export type Throttle = {
  /** At most so many, when nothing is wrong. */
  size: number
  /** What it bore of late. */
  ceiling: number
  /** At this moment. */
  width: number
  pausedAt: number
  pausedUntil: number
  /** Messages taken since it last asked. */
  taken: number
}

const WIDEN_AFTER = 50
/** Above what was too much before, more slowly. */
const EXCEED_AFTER = 500
/** In units of the first pause. */
const LONGEST = 24
const SHORTEST = 1 / 8

export function unthrottled(size: number): Throttle {
  return {
    size,
    ceiling: size,
    width: size,
    pausedAt: Number.NEGATIVE_INFINITY,
    pausedUntil: Number.NEGATIVE_INFINITY,
    taken: WIDEN_AFTER,
  }
}

/**
 * After a server asked for less: nothing for a while, then one connection, and no more than half of what it had before. The
 * pause doubles while the server repeats itself, up to 24 times the first; if it took something in between, it halves.
 * @param startedAt when the try began that it said so to, its connecting included: what was under way tells nothing new
 */
export function afterAsking(throttle: Throttle, startedAt: number, now: number, firstPause: number): Throttle {
  if (startedAt <= throttle.pausedAt) return throttle
  const pause = firstPause * pauseAfter(throttle, lengthOf(throttle) / firstPause)
  const ceiling = Math.max(1, Math.floor(throttle.ceiling / 2))
  return { ...throttle, ceiling, width: 1, taken: 0, pausedAt: now, pausedUntil: now + pause }
}

/** Whether it asks again after the longest pause, having taken nothing: there is no use in going on now. */
export function isTooMuch(throttle: Throttle, startedAt: number, firstPause: number): boolean {
  return startedAt > throttle.pausedAt && isAtLongest(throttle, firstPause)
}

/** Whether its last pause was the longest, and it has taken nothing since. */
export function isAtLongest(throttle: Throttle, firstPause: number): boolean {
  return throttle.taken === 0 && lengthOf(throttle) >= LONGEST * firstPause
}

/**
 * After a message was taken: one more connection after every 50, and after every 500 above what was too much before.
 * @param startedAt when its try began: what was under way before the server asked for less tells nothing of the time since
 */
export function afterTaking(throttle: Throttle, startedAt: number): Throttle {
  if (startedAt <= throttle.pausedAt) return throttle
  const { size, ceiling, width } = throttle
  const taken = throttle.taken + 1
  if (width < ceiling) return { ...throttle, taken, width: taken % WIDEN_AFTER === 0 ? width + 1 : width }
  if (ceiling >= size || taken % EXCEED_AFTER !== 0) return { ...throttle, taken }
  return { ...throttle, taken, ceiling: ceiling + 1, width: ceiling + 1 }
}

/** The same for another number of connections. */
export function resized(throttle: Throttle, size: number): Throttle {
  if (size === throttle.size) return throttle
  const isFree = throttle.ceiling === throttle.size
  const ceiling = isFree ? size : Math.min(throttle.ceiling, size)
  const width = isFree && throttle.width === throttle.size ? size : Math.min(throttle.width, ceiling)
  return { ...throttle, size, ceiling, width }
}

/** In units of the first pause. */
function pauseAfter({ taken }: Throttle, last: number): number {
  if (taken >= WIDEN_AFTER || Number.isNaN(last)) return 1
  return taken === 0 ? Math.min(2 * last, LONGEST) : Math.max(last / 2, SHORTEST)
}

function lengthOf({ pausedAt, pausedUntil }: Throttle): number {
  return pausedUntil - pausedAt
}
