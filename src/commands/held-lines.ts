import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { costOf } from '../digests/budget.ts'
import type { Held } from '../pipeline/hold-editions.ts'
import { plural, sentence } from './words.ts'

/** Each edition that waits for a person, why, and how it is sent; `edition` is null for one that would be held. */
export function heldLines(app: App, held: (Omit<Held, 'edition'> & { edition: number | null })[]): string[] {
  return held.map(({ edition, subject, subscribers, why }) => {
    const whom = `"${subject}" to ${plural(subscribers, 'subscriber')}${costWords(app, subscribers)}`
    if (edition === null) return `Digest ${whom} would be held: ${sentence(why)}`
    const fix = npmRun(app.paths.root, 'publish', '--approve', String(edition))
    return `Held: ${whom}: ${sentence(why)} Send it with: ${fix}`
  })
}

/** What so many messages cost, in one line; nothing without a price. */
export function costLine({ config }: App, messages: number): string[] {
  const cost = messages > 0 ? costOf(messages, config.digest.budget) : null
  return cost === null ? [] : [`Cost: about ${cost} for ${plural(messages, 'message')}.`]
}

function costWords({ config }: App, messages: number): string {
  const cost = costOf(messages, config.digest.budget)
  return cost === null ? '' : ` (about ${cost})`
}
