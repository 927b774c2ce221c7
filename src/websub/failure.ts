import { nameOf } from './guard.ts'
import type { Answer } from './post-form.ts'

/** `halts`: the hub itself is in trouble, so that other topics need not be tried now. */
export type Failure = { reason: string; halts: boolean }

/** What an answer outside of 2xx means for the ping of one topic. */
export function answerFailure(hub: URL, topic: string, { status, location, words }: Answer): Failure {
  const named = `feeds.hub: ${nameOf(hub)} answered ${status}`
  if (status >= 300 && status < 400) {
    const target = (location !== undefined && URL.parse(location, hub)) || null
    const reason = target
      ? `${named} and sends on to ${target.href.slice(0, 200)}, which is not followed. Write that address if it is right.`
      : `${named}, a redirect to nowhere. Look up the hub's address.`
    return { reason, halts: true }
  }
  const said = oneLine(words)
  const about = `${named}${said && ` (${said})`} to the ping of ${topic}`
  return status >= 500 || status === 429
    ? { reason: `${about}. The next run pings it again.`, halts: true }
    : { reason: `${about}. Check that the hub takes pings of this site.`, halts: false }
}

/** What a connection that failed means. */
export function connectionFailure(hub: URL, error: NodeJS.ErrnoException): Failure {
  const why = oneLine(error.code ?? error.message)
  return {
    reason: `feeds.hub: ${nameOf(hub)} cannot be reached (${why}). Check its address; the next run pings it again.`,
    halts: true,
  }
}

function oneLine(text: string): string {
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/[\p{C}\p{Z}]+/gu, ' ')
    .slice(0, 120)
    .trim()
}
