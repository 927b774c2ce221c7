import type { Context } from 'hono'
import { cadenceSentence, nextDue } from '../../digests/schedule.ts'
import { type Confirmed, confirmConsent } from '../../store/confirm.ts'
import { lastSeq } from '../../store/posts.ts'
import { suppressionKeys } from '../../subscribers/forgotten.ts'
import type { Subscriber } from '../../subscribers/subscriber.ts'
import { clientAddress } from '../client-address.ts'
import { consentOf } from '../confirm-link.ts'
import { momentIn } from '../dates.ts'
import { movedPage, voidConfirmPage, welcomePage } from '../pages/confirm.ts'
import { aboutTopics, helpAddress, type PageDeps, pathFor, subscribePath } from '../subscription.ts'

/** POST /confirm/:token: somebody is subscribed, or gets digests at their new address. Once; asking again says so. */
export function confirmNow(deps: PageDeps) {
  const { db, config, keys, site } = deps
  return async (c: Context) => {
    const consent = await consentOf(deps, c.req.param('token') ?? '')
    const now = deps.clock()
    const done =
      consent &&
      (await confirmConsent(db, {
        consentId: consent.id,
        now,
        from: clientAddress(c),
        cursor: await lastSeq(db),
        dueAt: (preferences) => nextDue(preferences, now, config.digest.schedule),
        suppressionKeys: (key) => suppressionKeys(keys, key),
      }))
    if (!done || done.kind === 'void') {
      return c.html(voidConfirmPage(site, helpAddress(config), subscribePath(deps)), 404)
    }
    if (done.kind === 'confirmed') deps.onChange?.()
    return c.html(confirmedPage(deps, done))
  }
}

/** What is so since somebody confirmed. */
export function confirmedPage(deps: PageDeps, { kind, consent, subscriber }: Exclude<Confirmed, { kind: 'void' }>) {
  const { address } = subscriber
  const preferences = pathFor(deps, 'preferences', subscriber)
  if (consent.kind === 'address') return movedPage(deps.site, { address, preferences })
  return welcomePage(deps.site, {
    address,
    preferences,
    cadence: cadenceSentence(subscriber, deps.config.digest.schedule),
    about: aboutTopics(subscriber.topics),
    first: firstOf(subscriber),
    isNew: kind === 'confirmed',
  })
}

function firstOf({ cadence, zone, dueAt }: Subscriber): string | null {
  return cadence === 'instant' ? null : momentIn(zone, dueAt)
}
