import type { Context } from 'hono'
import { cadenceSentence } from '../../digests/schedule.ts'
import { askPage, goodbyePage, voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, pageSite, pathFor, type SubscriptionDeps, subscriberOf } from '../subscription.ts'

/** GET /unsubscribe/:token: asks, and changes nothing, for scanners and prefetchers follow every link. */
export function askUnsubscribe(deps: SubscriptionDeps) {
  const site = pageSite(deps.config)
  return async (c: Context) => {
    const subscriber = await subscriberOf(deps, 'unsubscribe', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(site, helpAddress(deps.config)), 404)
    const { address } = subscriber
    if (subscriber.endedAt !== null) return c.html(goodbyePage(site, address))
    const preferences = pathFor(deps, 'preferences', subscriber)
    return c.html(askPage(site, { address, cadence: cadenceSentence(subscriber), preferences }))
  }
}
