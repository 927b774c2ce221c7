import type { Config } from '../config/schema.ts'
import { alignOf, directionOf } from './locale.ts'
import { palettes } from './palette.ts'
import { PREHEADER_PADDING } from './preheader.ts'
import type { Story } from './story.ts'
import type { Tokens } from './tokens.ts'

/** What all levels of an edition have in common. */
export type Frame = { config: Config; subject: string; preheader: string; dateline: string; tokens: Tokens }

/** The posts that a level shows, newest first: with excerpts, by title alone, and how many more there are. */
export type Shown = { told: Story[]; titles: Story[]; more: number }

/** All that emails/digest.mjml and its partials may name. Nothing is undefined: what is absent is null, or an empty text. */
export function variablesOf({ config, subject, preheader, dateline, tokens }: Frame, { told, titles, more }: Shown) {
  const { title, description, language } = config.site
  const [lead = null, ...rest] = told
  return {
    site: {
      title,
      description,
      language,
      direction: directionOf(language),
      align: alignOf(language),
      english: /^en\b/i.test(language),
      url: new URL(config.site.url).href,
      postalAddress: config.digest.postalAddress?.trim() ?? '',
    },
    edition: {
      subject,
      preheader,
      padding: PREHEADER_PADDING,
      dateline,
      count: told.length + titles.length + more,
      more,
      contents: told.length > 3 ? told : [],
    },
    lead,
    rest,
    titles,
    ...palettes(config.digest.color),
    reader: tokens,
  }
}
