import type { Context } from 'hono'
import { leave } from '../../store/leave.ts'
import type { Subscriber } from '../../subscribers/subscriber.ts'
import { readToken } from '../../subscribers/token.ts'
import { goodbyePage, voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, type PageDeps, pathFor, subscribePath } from '../subscription.ts'

/**
 * POST /unsubscribe/:token, from the page's button and from mail programs (RFC 8058 3.2) alike: the token alone decides, so that no
 * cookie, Origin or body is needed. Answers 200 without a redirect, however often it is asked.
 */
export function unsubscribeNow(deps: PageDeps) {
  const { db, keys, site, config } = deps
  return async (c: Context) => {
    const subject = readToken(keys, 'unsubscribe', c.req.param('token') ?? '')
    const result = subject && (await leave(db, { ...subject, reason: 'link in a digest', now: deps.clock() }))
    if (!result || !('subscriber' in result)) return c.html(voidLinkPage(site, helpAddress(config)), 404)
    if (result.kind === 'unsubscribed') deps.onChange?.()
    return c.html(goodbye(deps, result.subscriber))
  }
}

/** What somebody reads who gets no mail any more; they are asked why until they have said it. */
export function goodbye(deps: PageDeps, subscriber: Subscriber, isSaid = false) {
  const { address, state, leaveReason } = subscriber
  const reason =
    state === 'unsubscribed' && leaveReason === null ? `${pathFor(deps, 'unsubscribe', subscriber)}/reason` : null
  return goodbyePage(deps.site, { address, reason, isSaid, subscribe: subscribePath(deps) })
}
