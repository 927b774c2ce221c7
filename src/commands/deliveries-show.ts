import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { deliveryPages, LISTED_STATES, type ListedDelivery, type ListedState } from '../store/delivery-list.ts'
import type { Console } from './console.ts'
import { deliveryLine, editionNamed, isoTimes, limitOf } from './deliveries-words.ts'
import { UsageError } from './failure.ts'
import { plural } from './words.ts'

type Flags = { limit: string; json?: boolean; all?: boolean; state?: string }

/** Prints the messages of one edition, those that were accepted and did not come back only on request, page by page. */
export async function showEdition(app: App, text: string, flags: Flags, terminal: Console): Promise<number> {
  const states = flags.state === undefined ? shownStates(flags.all ?? false) : [stateNamed(flags.state, LISTED_STATES)]
  const editionId = await editionNamed(app, text)
  const limit = limitOf(flags.limit)
  if (!flags.json) terminal.print(`Times in ${app.config.site.timezone}.`)
  const print = (row: ListedDelivery) => {
    terminal.print(flags.json ? JSON.stringify(row, isoTimes) : deliveryLine(app, row))
  }
  const pages = deliveryPages(app.store.db, { editionId, states, now: app.clock() })
  const { count, isMore } = await printPages(pages, limit, print, terminal.signal)
  terminal.say(isMore ? `${count} shown, and there are more: --limit 0 shows all.` : `${plural(count, 'message')}.`)
  if (count === 0 && flags.state === undefined && !flags.all) {
    terminal.say(
      `Nothing but what was accepted, and nothing of that came back. See that with: ${npmRun(app.paths.root, 'dateline', 'deliveries', 'show', text, '--all')}`,
    )
  }
  return 0
}

/** Prints at most `limit` rows, and tells whether there are more. */
export async function printPages(
  pages: AsyncIterable<ListedDelivery[]>,
  limit: number,
  print: (row: ListedDelivery) => void,
  signal: AbortSignal,
): Promise<{ count: number; isMore: boolean }> {
  let count = 0
  for await (const page of pages) {
    const shown = page.slice(0, limit - count)
    shown.forEach(print)
    count += shown.length
    if (shown.length < page.length) return { count, isMore: true }
    if (signal.aborted) break
  }
  return { count, isMore: false }
}

/** @throws UsageError that lists the states to choose from */
export function stateNamed(given: string, states: readonly ListedState[]): ListedState {
  const state = states.find((name) => name === given)
  if (state) return state
  throw new UsageError(`--state ${given}: is not a state. Choose one of ${states.join(', ')}.`)
}

/** What was given up is among what was cancelled or is in doubt, and what came back among what was accepted. */
function shownStates(all: boolean): ListedState[] {
  return LISTED_STATES.filter((state) => state !== 'given-up' && state !== (all ? 'came-back' : 'accepted'))
}
