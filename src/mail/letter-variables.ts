import type { Config } from '../config/schema.ts'
import { type Heading, sharedVariables } from './shared-variables.ts'
import type { LetterKind } from './templates.ts'
import type { Tokens } from './tokens.ts'

/** A letter before it is rendered. */
export type LetterFrame = Heading & { kind: LetterKind; config: Config; tokens: Tokens }

/**
 * All that the template of a letter and its partials may name. A letter has no posts: what a digest says of them is empty,
 * so that both can share partials. Mail that asks to confirm knows no link for leaving, because nothing is subscribed yet.
 */
export function letterVariables({ kind, config, subject, preheader, tokens }: LetterFrame) {
  const { edition, ...shared } = sharedVariables(config, { subject, preheader })
  const { address, cadence, unsubscribe, preferences, confirm } = tokens
  return {
    ...shared,
    edition: { ...edition, dateline: '', count: 0, more: 0, contents: [] },
    lead: null,
    rest: [],
    titles: [],
    reader: kind === 'welcome' ? { address, cadence, unsubscribe, preferences } : { address, confirm },
  }
}
