/** What a server said to a login that it will not take, for as long as it is not asked again. */
export type Logins = {
  /** The fault to answer instead of trying again; null when it may be tried. */
  refusalOf: (login: string) => unknown
  refused: (login: string, fault: unknown) => void
  taken: (login: string) => void
}

const FIRST_WAIT = 5 * 60_000
const LONGEST_WAIT = 60 * 60_000

/**
 * Remembers, for the life of the process, logins that were refused for good: the same password again and again would only get
 * the account locked. Each is tried again after 5 minutes, then 10, 20, 40, and every hour.
 * @param now in milliseconds of any clock
 */
export function rememberLogins(now: () => number = () => performance.now()): Logins {
  const refusals = new Map<string, { fault: unknown; until: number; wait: number }>()
  return {
    refusalOf: (login) => {
      const known = refusals.get(login)
      return known && now() < known.until ? known.fault : null
    },
    refused: (login, fault) => {
      const before = refusals.get(login)
      if (before && now() < before.until) return
      const wait = before ? Math.min(2 * before.wait, LONGEST_WAIT) : FIRST_WAIT
      refusals.set(login, { fault, until: now() + wait, wait })
    },
    taken: (login) => void refusals.delete(login),
  }
}
