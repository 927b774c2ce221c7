import type { Context } from 'hono'
import { nextDue } from '../../digests/schedule.ts'
import { defaultPreferences } from '../../subscribers/preferences.ts'
import type { Preferences } from '../../subscribers/subscriber.ts'
import { basePath } from '../base-path.ts'
import { shortMomentIn } from '../dates.ts'
import { type SubscribeView, subscribePage } from '../pages/subscribe.ts'
import type { PageDeps } from '../subscription.ts'

/** GET /subscribe: the form. */
export function showSubscribe(deps: PageDeps) {
  return async (c: Context) => {
    const given = { address: '', name: '' }
    return c.html(subscribePage(deps.site, await viewOf(deps, given, defaultPreferences(deps.config))))
  }
}

/** The form filled in with what was given. */
export async function viewOf(
  deps: PageDeps,
  given: { address: string; name: string },
  preferences: Preferences,
): Promise<SubscribeView> {
  const { config } = deps
  const base = basePath(config)
  return {
    action: `${base}/subscribe`,
    script: `${base}/subscribe/zone.js`,
    description: config.site.description,
    wording: config.subscribe.wording,
    feed: `${config.site.url}/rss.xml`,
    given,
    preferences,
    topics: await deps.topics(preferences.topics ?? []),
    siteNext: siteNext(deps, preferences),
  }
}

/** When the site's own schedule comes next, in words; null when it has none. */
export function siteNext({ config, clock }: PageDeps, preferences: Preferences): string | null {
  const { schedule } = config.digest
  if (schedule === undefined) return null
  return shortMomentIn(preferences.zone, nextDue({ ...preferences, cadence: 'site' }, clock(), schedule))
}
