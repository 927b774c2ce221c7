/** Counts what each key takes. Its memory is bounded: when it is full, the key that has been known longest is forgotten. */
export type Limiter = {
  /** Takes one for a key: 0 when there was one left, else in how many milliseconds there will be. */
  take: (key: string, now: number) => number
}

/** At most `most` for each key within `perMs` milliseconds of its first. */
export function limiter({ most, perMs, keys = 20_000 }: { most: number; perMs: number; keys?: number }): Limiter {
  const windows = new Map<string, { count: number; until: number }>()
  const isOver = (until: number, now: number) => until <= now || until - now > perMs
  const forget = (now: number) => {
    for (const [key, { until }] of windows) {
      if (!isOver(until, now)) return
      windows.delete(key)
    }
  }
  return {
    take(key, now) {
      forget(now)
      const known = windows.get(key)
      if (known && known.count >= most) return known.until - now
      if (known) {
        known.count++
        return 0
      }
      if (windows.size >= keys) windows.delete(windows.keys().next().value as string)
      windows.set(key, { count: 1, until: now + perMs })
      return 0
    },
  }
}
