import { digestOf } from './secrets-equal.ts'

/** Says whether a token may come with a body: with the one that it came with first, and no other. */
export type Once = (token: string, body: Buffer, now: number) => boolean

const MOST = 100_000

/** Remembers each token for `longestMs`, and of `most` those that came last. */
export function onceEach(longestMs: number, most: number = MOST): Once {
  const seen = new Map<string, { digest: string; until: number }>()
  const makeRoom = (now: number) => {
    for (const [old, { until }] of seen) {
      if (until > now && seen.size < most) return
      seen.delete(old)
    }
  }
  return (token, body, now) => {
    const digest = digestOf(body).toString('base64')
    const known = seen.get(token)
    if (known && known.until > now) return known.digest === digest
    makeRoom(now)
    seen.set(token, { digest, until: now + longestMs })
    return true
  }
}
