import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import type { Db } from '../store/db.ts'
import { deliveryPages, type ListedDelivery, type ListedState, readDeliveries } from '../store/delivery-list.ts'
import type { Console } from './console.ts'
import { editionNamed } from './deliveries-words.ts'
import { afterChanges, UsageError } from './failure.ts'

export type Choice = { ids: string[]; edition?: string; allInDoubt?: boolean; state?: string; yes?: boolean }

/** What is done to a delivery: it, nothing because it is so already, or nothing because it cannot be; with the reason. */
export type Verdict = { kind: 'do' } | { kind: 'already' | 'refused'; why: string }

/** What one of the two commands does; `words` puts the number of messages into a sentence. */
export type Settling = {
  /** `isNamed`: by its number, not as one of many. */
  verdict: (delivery: ListedDelivery, isNamed: boolean) => Verdict
  settle: (db: Db, ids: number[], now: number) => Promise<number[]>
  /** What is meant by an edition without a state. */
  states: ListedState[]
  /** What would be done, and what was done. */
  plan: (deliveries: Counts) => string
  done: (deliveries: Counts) => string
}

export type Counts = { messages: number; inDoubt: number }

const SHOWN = 20
const LONGEST_LIST = 1000

/**
 * Does to the chosen deliveries what a person said, page by page, each page in one transaction: to one at once, to more with
 * `--yes`, and without it says what would be done.
 * @returns exit code: 0 also where all was so already; 1 where some of what was named cannot be done
 * @throws UsageError when nothing can be done
 */
export async function settleChosen(app: App, choice: Choice, settling: Settling, terminal: Console): Promise<number> {
  const pages = await chosen(app, choice, settling.states)
  const isNamed = choice.ids.length > 0
  const isDone = choice.yes || choice.ids.length === 1
  const counts = { messages: 0, inDoubt: 0, already: 0, refused: 0 }
  for await (const { rows, unknown } of pages) {
    for (const id of unknown) tell(counts, `${id}: there is no such message.`, terminal)
    const able: ListedDelivery[] = []
    for (const row of rows) {
      const verdict = settling.verdict(row, isNamed)
      if (verdict.kind === 'do') able.push(row)
      else if (isNamed && verdict.kind === 'refused') tell(counts, lineOn(row, verdict.why), terminal)
      else {
        counts.already++
        if (isNamed && counts.already <= SHOWN) terminal.say(lineOn(row, verdict.why))
      }
    }
    const settled = isDone ? await settle(app, able, settling, counts.messages > 0) : able
    for (const row of able.filter((row) => !settled.includes(row))) {
      tell(counts, lineOn(row, 'changed at this moment. Look at it again.'), terminal)
    }
    counts.messages += settled.length
    counts.inDoubt += settled.filter(({ state }) => state === 'in_doubt').length
    if (terminal.signal.aborted) break
  }
  return finish(counts, settling, isDone, terminal)
}

async function settle(app: App, rows: ListedDelivery[], { settle }: Settling, hasWritten: boolean) {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const settled = await settle(app.store.db, ids, app.clock()).catch((error) => {
    throw hasWritten ? afterChanges(error) : error
  })
  const done = new Set(settled)
  return rows.filter(({ id }) => done.has(id))
}

type Page = { rows: ListedDelivery[]; unknown: number[] }

async function chosen(app: App, choice: Choice, states: ListedState[]): Promise<AsyncIterable<Page>> {
  const { ids, edition, allInDoubt } = choice
  const { db } = app.store
  const ways = [ids.length > 0, edition !== undefined, allInDoubt].filter(Boolean).length
  if (ways !== 1) {
    const list = npmRun(app.paths.root, 'dateline', 'deliveries', 'in-doubt')
    throw new UsageError(
      `Name messages by their numbers, or one --edition, or --all-in-doubt. See numbers with "${list}".`,
    )
  }
  const now = app.clock()
  if (ids.length > 0) return once(app, ids.map(idOf), now)
  const editionId = edition === undefined ? undefined : await editionNamed(app, edition)
  return paged(deliveryPages(db, { editionId, states: allInDoubt ? ['in-doubt'] : states, now }))
}

async function* once(app: App, ids: number[], now: number): AsyncGenerator<Page> {
  for (let at = 0; at < ids.length; at += LONGEST_LIST) {
    const some = [...new Set(ids)].slice(at, at + LONGEST_LIST)
    const rows = await readDeliveries(app.store.db, some, now)
    const known = new Set(rows.map(({ id }) => id))
    yield { rows, unknown: some.filter((id) => !known.has(id)) }
  }
}

async function* paged(pages: AsyncIterable<ListedDelivery[]>): AsyncGenerator<Page> {
  for await (const rows of pages) yield { rows, unknown: [] }
}

function idOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new UsageError(`${text}: is not the number of a message. Write it like 4711.`)
}

type AllCounts = Counts & { already: number; refused: number }

function lineOn({ id, address }: ListedDelivery, why: string): string {
  return `${id} (${address}): ${why}`
}

function tell(counts: AllCounts, line: string, terminal: Console): void {
  if (++counts.refused <= SHOWN) terminal.say(line)
  if (counts.refused === SHOWN + 1) terminal.say('and more, which are only counted.')
}

function finish(counts: AllCounts, settling: Settling, isDone: boolean, terminal: Console): number {
  const { messages, already, refused } = counts
  const left = [already > 0 && `${already} left as they are`, refused > 0 && `${refused} refused`].filter(Boolean)
  const rest = left.length > 0 ? ` ${left.join(', ')}.` : ''
  if (messages + already === 0 && refused > 0) throw new UsageError(`Nothing was changed.${rest}`)
  if (messages === 0) terminal.say(`Nothing to change.${rest}`)
  else if (isDone) terminal.say(`${settling.done(counts)}${rest}`)
  else terminal.say(`${settling.plan(counts)}${rest} Nothing is written yet: run it again with --yes.`)
  return refused > 0 || terminal.signal.aborted ? 1 : 0
}
