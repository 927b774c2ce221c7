import type { Context } from 'hono'
import { saveLeaveReason } from '../../store/subscribers.ts'
import { fieldsOf } from '../form-fields.ts'
import { leaveReasonIn } from '../leave-reason.ts'
import { voidLinkPage } from '../pages/unsubscribe.ts'
import { helpAddress, type PageDeps, subscriberOf } from '../subscription.ts'
import { askUnsubscribe } from './ask-unsubscribe.ts'
import { goodbye } from './unsubscribe.ts'

/** POST /unsubscribe/:token/reason: keeps why somebody left. They have left already, whatever becomes of this. */
export function leaveReason(deps: PageDeps) {
  const ask = askUnsubscribe(deps)
  return async (c: Context) => {
    const subscriber = await subscriberOf(deps, 'unsubscribe', c.req.param('token') ?? '')
    if (!subscriber) return c.html(voidLinkPage(deps.site, helpAddress(deps.config)), 404)
    if (subscriber.endedAt === null) return ask(c)
    const reason = leaveReasonIn((await fieldsOf(c)) ?? {})
    const isSaid = reason !== null && (await saveLeaveReason(deps.db, subscriber.id, reason))
    return c.html(goodbye(deps, subscriber, isSaid))
  }
}
