import type { App } from '../app.ts'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import { type SubscriberLinks, subscriberLinks } from '../mail/links.ts'
import { returnPathOf } from '../mail/return-path.ts'
import { signConsent } from '../subscribers/consent-token.ts'
import { signToken } from '../subscribers/token.ts'

/** The links in the message of a delivery, signed for its subscriber, and the return path that is signed for itself alone. */
export function linksOf({ config, keys }: Pick<App, 'config' | 'keys'>, delivery: ClaimedDelivery): SubscriberLinks {
  const { subscriberId, tokenEpoch, consent } = delivery
  const subject = { subscriberId, tokenEpoch }
  const links = subscriberLinks(config, {
    unsubscribe: signToken(keys, 'unsubscribe', subject),
    preferences: signToken(keys, 'preferences', subject),
    ...(consent && { confirm: signConsent(keys, consent) }),
  })
  const mailbox = config.digest.returnPath
  if (mailbox === undefined) return links
  return {
    ...links,
    returnPath: returnPathOf(mailbox, keys, { deliveryId: delivery.id, plannedAt: delivery.plannedAt }),
  }
}
