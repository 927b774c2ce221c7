import type { SubscriptionDeps } from '../subscription.ts'

/** What the API works with. */
export type ApiDeps = SubscriptionDeps & {
  /** API_TOKEN; without one there is no API. */
  apiToken?: string | undefined
}
