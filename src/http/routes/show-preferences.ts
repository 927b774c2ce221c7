import type { Context } from 'hono'
import type { Subscriber } from '../../subscribers/subscriber.ts'
import { isoDayIn } from '../dates.ts'
import { type PreferencesView, preferencesPage } from '../pages/preferences.ts'
import { voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, type PageDeps, pathFor, subscriberOf } from '../subscription.ts'
import { siteNext } from './show-subscribe.ts'
import { goodbye } from './unsubscribe.ts'

/** GET /preferences/:token: the form, as it stands. */
export function showPreferences(deps: PageDeps) {
  return async (c: Context) => {
    const subscriber = await subscriberOf(deps, 'preferences', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(deps.site, helpAddress(deps.config)), 404)
    if (subscriber.endedAt !== null) return c.html(goodbye(deps, subscriber))
    return c.html(preferencesPage(deps.site, await viewOf(deps, subscriber)))
  }
}

const DAY_MS = 86_400_000

/** The form filled in with what a subscriber has, or may be about to have. */
export async function viewOf(deps: PageDeps, shown: Subscriber): Promise<PreferencesView> {
  const { cadence, hour, weekday, monthday, zone, topics, pausedUntil } = shown
  const preferences = { cadence, hour, weekday, monthday, zone, topics }
  const now = deps.clock()
  return {
    address: shown.address,
    name: shown.name ?? '',
    preferences,
    topics: await deps.topics(topics ?? []),
    siteNext: siteNext(deps, preferences),
    pause: {
      until: pausedUntil !== null && pausedUntil > now ? isoDayIn(zone, pausedUntil) : '',
      earliest: isoDayIn(zone, now + DAY_MS),
    },
    path: pathFor(deps, 'preferences', shown),
    unsubscribe: pathFor(deps, 'unsubscribe', shown),
  }
}
