import { createHash, timingSafeEqual } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { limiter } from '../limits.ts'
import { Problem } from './problem.ts'

/** Requests a minute, of who has the token and of all who don't. */
export const MOST_ALLOWED = 600
export const MOST_REFUSED = 60
const MINUTE_MS = 60_000

/**
 * Lets through who sends `Authorization: Bearer <token>` (RFC 6750), as often as is decent. Who guesses cannot use up the
 * requests of who knows.
 */
export function authorise(token: string, clock: () => number): MiddlewareHandler {
  const wanted = digestOf(token)
  const allowed = limiter({ most: MOST_ALLOWED, perMs: MINUTE_MS })
  const refused = limiter({ most: MOST_REFUSED, perMs: MINUTE_MS })
  return async (c, next) => {
    const given = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    const isOurs = timingSafeEqual(digestOf(given ?? ''), wanted)
    const wait = Math.ceil((isOurs ? allowed : refused).take('', clock()) / 1000)
    if (wait > 0) {
      throw new Problem(429, `Too many requests. Ask again in ${wait} s.`, { headers: { 'Retry-After': String(wait) } })
    }
    if (isOurs) return next()
    const fault = given === undefined ? '' : ', error="invalid_token"'
    throw new Problem(401, 'Send the API_TOKEN of this site as "Authorization: Bearer ...".', {
      headers: { 'WWW-Authenticate': `Bearer realm="dateline"${fault}` },
    })
  }
}

/** Of one length, so that the comparison takes one time. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
