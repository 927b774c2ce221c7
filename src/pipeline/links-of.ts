import type { App } from '../app.ts'
import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import { type SubscriberLinks, subscriberLinks } from '../mail/links.ts'
import { signConsent } from '../subscribers/consent-token.ts'
import { signToken } from '../subscribers/token.ts'

/** The links in the message of a delivery, signed for its subscriber. */
export function linksOf({ config, keys }: Pick<App, 'config' | 'keys'>, delivery: ClaimedDelivery): SubscriberLinks {
  const { subscriberId, tokenEpoch, consent } = delivery
  const subject = { subscriberId, tokenEpoch }
  return subscriberLinks(config, {
    unsubscribe: signToken(keys, 'unsubscribe', subject),
    preferences: signToken(keys, 'preferences', subject),
    ...(consent && { confirm: signConsent(keys, consent) }),
  })
}
