import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { deliveryPages, type ListedDelivery } from '../store/delivery-list.ts'
import type { Console } from './console.ts'
import { printPages } from './deliveries-show.ts'
import { inDoubtFate, isoTimes, limitOf, timeIn } from './deliveries-words.ts'
import { plural, sentence } from './words.ts'

const WHAT =
  'A message is in doubt when it was sent in whole and no answer was read: it may have arrived or not, and sending it again may bring a second copy.'

/** Prints each message whose fate is unknown: what broke, and whether it is sent again by itself or a person decides. */
export async function listInDoubt(
  app: App,
  flags: { limit: string; json?: boolean },
  terminal: Console,
): Promise<number> {
  const limit = limitOf(flags.limit)
  const pages = deliveryPages(app.store.db, { states: ['in-doubt'], now: app.clock() })
  const print = (row: ListedDelivery) => {
    terminal.print(flags.json ? JSON.stringify({ ...row, fate: inDoubtFate(app, row) }, isoTimes) : lineOf(app, row))
  }
  const { count, isMore } = await printPages(pages, limit, print, terminal.signal)
  terminal.say(
    isMore ? `${count} shown, and there are more: --limit 0 shows all.` : `${plural(count, 'message')} in doubt.`,
  )
  if (count === 0) return 0
  const run = (...args: string[]) => npmRun(app.paths.root, 'dateline', 'deliveries', ...args)
  terminal.say(WHAT)
  terminal.say(`Times in ${app.config.site.timezone}. To send one again now: ${run('resend', 'NUMBER')}`)
  terminal.say(`To leave it be for good: ${run('give-up', 'NUMBER')}`)
  return 0
}

function lineOf(app: App, delivery: ListedDelivery): string {
  const { id, address, editionId, subject, changedAt, reply } = delivery
  const broke = sentence(reply ?? 'No answer was read')
  return `${id}  ${address}  edition ${editionId} "${subject}", ${timeIn(app)(changedAt)}: ${broke} ${inDoubtFate(app, delivery)}`
}
