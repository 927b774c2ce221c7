import type { Config } from '../config/schema.ts'
import { type Heading, sharedVariables } from './shared-variables.ts'
import type { Story } from './story.ts'
import type { Tokens } from './tokens.ts'

/** What all levels of an edition have in common. */
export type Frame = Heading & { config: Config; dateline: string; tokens: Tokens }

/** The posts that a level shows, newest first: with excerpts, by title alone, and how many more there are. */
export type Shown = { told: Story[]; titles: Story[]; more: number }

/** All that emails/digest.mjml and its partials may name. Nothing is undefined: what is absent is null, or an empty text. */
export function variablesOf({ config, subject, preheader, dateline, tokens }: Frame, { told, titles, more }: Shown) {
  const [lead = null, ...rest] = told
  const { edition, ...shared } = sharedVariables(config, { subject, preheader })
  const { address, cadence, unsubscribe, preferences, web } = tokens
  return {
    ...shared,
    edition: {
      ...edition,
      dateline,
      count: told.length + titles.length + more,
      more,
      contents: told.length > 3 ? told : [],
    },
    lead,
    rest,
    titles,
    reader: { address, cadence, unsubscribe, preferences, web },
  }
}
