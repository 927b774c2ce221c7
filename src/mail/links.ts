import type { Config } from '../config/schema.ts'

/**
 * Where a subscriber leaves, where they change what they get, and where they confirm what they asked for; and where reports
 * of bounces go, when that is not the sender.
 */
export type SubscriberLinks = { unsubscribe: string; preferences: string; confirm?: string; returnPath?: string }

/** The links of one subscriber, on `http.url`, or on `site.url` when there is none. ASCII, whatever the host's name. */
export function subscriberLinks(config: Config, token: Omit<SubscriberLinks, 'returnPath'>): SubscriberLinks {
  const base = pagesBase(config)
  return {
    unsubscribe: `${base}/unsubscribe/${encodeURIComponent(token.unsubscribe)}`,
    preferences: `${base}/preferences/${encodeURIComponent(token.preferences)}`,
    ...(token.confirm && { confirm: `${base}/confirm/${encodeURIComponent(token.confirm)}` }),
  }
}

/** Where an edition is read in the browser, by its name in headers (`prepareEdition`). ASCII. */
export function editionLink(config: Config, name: string): string {
  return `${pagesBase(config)}/editions/${name}`
}

/** Where the worker's pages are reached, without a slash at the end. ASCII, whatever the host's name. */
export function pagesBase({ http, site }: Pick<Config, 'http' | 'site'>): string {
  return new URL(http.url ?? site.url).href.replace(/\/+$/, '')
}
