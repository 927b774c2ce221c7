import type { Context } from 'hono'
import { unsubscribe } from '../../store/subscribers.ts'
import { readToken } from '../../subscribers/token.ts'
import { goodbyePage, voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, pageSite, type SubscriptionDeps } from '../subscription.ts'

/**
 * POST /unsubscribe/:token, from the page's button and from mail programs (RFC 8058 3.2) alike: the token alone decides, so that no
 * cookie, Origin or body is needed. Answers 200 without a redirect, however often it is asked.
 */
export function unsubscribeNow(deps: SubscriptionDeps) {
  const site = pageSite(deps.config)
  return async (c: Context) => {
    const subject = readToken(deps.keys, 'unsubscribe', c.req.param('token') ?? '')
    const result =
      subject && (await unsubscribe(deps.db, { ...subject, reason: 'link in a digest', now: deps.clock() }))
    if (!result || !('subscriber' in result)) return c.html(voidLinkPage(site, helpAddress(deps.config)), 404)
    if (result.kind === 'unsubscribed') deps.onChange?.()
    return c.html(goodbyePage(site, result.subscriber.address))
  }
}
