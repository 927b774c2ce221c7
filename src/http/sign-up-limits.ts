import { clientKey } from './client-address.ts'
import { limiter } from './limits.ts'

const HOUR_MS = 3_600_000
const PER_CLIENT = 20
const PER_ADDRESS = 3

/** `passed over`: the same address has come in often enough lately; the answer is the same as for one that is kept. */
export type Admission = { kind: 'keep' } | { kind: 'passed over' } | { kind: 'wait'; ms: number }

/**
 * How many sign-ups are taken in an hour: 20 from one client, as many to one mail domain as confirmations are mailed, four
 * times that in all. Nothing that is stored of an address has a part in it.
 * @param perHour `subscribe.perHour`
 */
export function signUpLimits(perHour: number): (client: string, addressKey: string, now: number) => Admission {
  const perClient = limiter({ most: PER_CLIENT, perMs: HOUR_MS })
  const perAddress = limiter({ most: PER_ADDRESS, perMs: HOUR_MS })
  const perDomain = limiter({ most: perHour, perMs: HOUR_MS })
  const inAll = limiter({ most: 4 * perHour, perMs: HOUR_MS })
  return (client, addressKey, now) => {
    const clientMs = perClient.take(clientKey(client), now)
    if (clientMs > 0) return { kind: 'wait', ms: clientMs }
    if (perAddress.take(addressKey, now) > 0) return { kind: 'passed over' }
    const ms = perDomain.take(addressKey.slice(addressKey.indexOf('@') + 1), now) || inAll.take('', now)
    return ms > 0 ? { kind: 'wait', ms } : { kind: 'keep' }
  }
}
