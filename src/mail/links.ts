import type { Config } from '../config/schema.ts'

/** Where a subscriber leaves, and where they change what they get. */
export type SubscriberLinks = { unsubscribe: string; preferences: string }

/** The two links of one subscriber, on `http.url`, or on `site.url` when there is none. ASCII, whatever the host's name. */
export function subscriberLinks(config: Config, token: SubscriberLinks): SubscriberLinks {
  const base = new URL(config.http.url ?? config.site.url).href.replace(/\/+$/, '')
  return {
    unsubscribe: `${base}/unsubscribe/${encodeURIComponent(token.unsubscribe)}`,
    preferences: `${base}/preferences/${encodeURIComponent(token.preferences)}`,
  }
}
