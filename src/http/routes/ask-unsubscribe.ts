import type { Context } from 'hono'
import { cadenceSentence } from '../../digests/schedule.ts'
import { askPage, voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, type PageDeps, pathFor, subscriberOf } from '../subscription.ts'
import { goodbye } from './unsubscribe.ts'

/** GET /unsubscribe/:token: asks, and changes nothing, for scanners and prefetchers follow every link. */
export function askUnsubscribe(deps: PageDeps) {
  const { site, config } = deps
  return async (c: Context) => {
    const subscriber = await subscriberOf(deps, 'unsubscribe', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(site, helpAddress(config)), 404)
    if (subscriber.endedAt !== null) return c.html(goodbye(deps, subscriber))
    const action = pathFor(deps, 'unsubscribe', subscriber)
    const preferences = pathFor(deps, 'preferences', subscriber)
    const { address } = subscriber
    return c.html(
      askPage(site, {
        address,
        action,
        cadence: cadenceSentence(subscriber, deps.config.digest.schedule),
        preferences,
      }),
    )
  }
}
