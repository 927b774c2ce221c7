import type { Context } from 'hono'
import { readPosts } from '../../store/posts.ts'
import type { Preferences, Subscriber } from '../../subscribers/subscriber.ts'
import { type PreferencesView, preferencesPage } from '../pages/preferences.ts'
import { goodbyePage, voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, pageSite, pathFor, type SubscriptionDeps, subscriberOf } from '../subscription.ts'
import { topicsOf } from '../topics.ts'

/** GET /preferences/:token: the form, as it stands. */
export function showPreferences(deps: SubscriptionDeps) {
  const site = pageSite(deps.config)
  return async (c: Context) => {
    const subscriber = await subscriberOf(deps, 'preferences', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(site, helpAddress(deps.config)), 404)
    if (subscriber.endedAt !== null) return c.html(goodbyePage(site, subscriber.address))
    return c.html(preferencesPage(site, await viewOf(deps, subscriber, subscriber)))
  }
}

/** The form filled in with `preferences`, which may not be saved yet. */
export async function viewOf(
  deps: SubscriptionDeps,
  subscriber: Subscriber,
  { cadence, hour, weekday, monthday, zone, topics }: Preferences,
): Promise<PreferencesView> {
  return {
    address: subscriber.address,
    preferences: { cadence, hour, weekday, monthday, zone, topics },
    topics: topicsOf(await readPosts(deps.db), topics ?? []),
    unsubscribe: pathFor(deps, 'unsubscribe', subscriber),
  }
}
