import type { Config } from '../config/schema.ts'
import { alignOf, directionOf } from './locale.ts'
import { palettes } from './palette.ts'
import { PREHEADER_PADDING } from './preheader.ts'

/** What a mailbox shows of a message before it is opened. */
export type Heading = { subject: string; preheader: string }

/** What every template may name, and so every partial that messages share. */
export function sharedVariables({ site, digest, subscribe }: Config, heading: Heading) {
  const { title, description, language } = site
  return {
    site: {
      title,
      description,
      language,
      direction: directionOf(language),
      align: alignOf(language),
      english: /^en\b/i.test(language),
      url: new URL(site.url).href,
      feed: feedAddress(site),
      postalAddress: digest.postalAddress?.trim() ?? '',
    },
    edition: { ...heading, padding: PREHEADER_PADDING },
    subscribe: { wording: subscribe.wording },
    ...palettes(digest.color),
  }
}

/** Where feed readers find the posts. */
export function feedAddress({ url }: Config['site']): string {
  return `${new URL(url).href.replace(/\/+$/, '')}/rss.xml`
}
