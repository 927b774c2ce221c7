import type { Context } from 'hono'
import { cadenceSentence } from '../../digests/schedule.ts'
import type { Consent } from '../../store/consents.ts'
import type { Subscriber } from '../../subscribers/subscriber.ts'
import { basePath } from '../base-path.ts'
import { confirmable, consentOf } from '../confirm-link.ts'
import { type Asked, confirmPage, voidConfirmPage } from '../pages/confirm.ts'
import { aboutTopics, helpAddress, type PageDeps, subscribePath } from '../subscription.ts'
import { confirmedPage } from './confirm.ts'

/** GET /confirm/:token: shows what there is to confirm, and changes nothing, for scanners and prefetchers follow every link. */
export function askConfirm(deps: PageDeps) {
  const { site, config } = deps
  return async (c: Context) => {
    const token = c.req.param('token') ?? ''
    const consent = await consentOf(deps, token)
    const found = consent && (await confirmable(deps, consent))
    if (!found || found.kind === 'void') {
      return c.html(voidConfirmPage(site, helpAddress(config), subscribePath(deps)), 404)
    }
    if (found.kind === 'already') return c.html(confirmedPage(deps, found))
    const action = `${basePath(config)}/confirm/${token}`
    return c.html(confirmPage(site, action, askedOf(found.consent, found.subscriber, config.digest.schedule)))
  }
}

function askedOf(
  { kind, address, wording, preferences }: Consent,
  subscriber: Subscriber,
  schedule: string | undefined,
): Asked {
  if (kind === 'address') return { kind, address, before: subscriber.address }
  const chosen = preferences ?? subscriber
  return { kind, address, wording, cadence: cadenceSentence(chosen, schedule), about: aboutTopics(chosen.topics) }
}
