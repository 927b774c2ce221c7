import type { App } from '../app.ts'
import { npmRun } from '../config/npm-run.ts'
import { resendsInDoubt } from '../pipeline/hold.ts'
import { countInDoubt, type EditionSums, listEditions } from '../store/delivery-list-editions.ts'
import type { Console } from './console.ts'
import { isoTimes, limitOf, reportedWords, timeIn } from './deliveries-words.ts'
import { plural, sentence } from './words.ts'

const NAME_SHOWN = 8
/** Editions of which the closing lines speak, per kind of need. */
const NEEDS_SHOWN = 5

/** Prints the editions with their sums, newest first, and says what needs a person. */
export async function listAll(app: App, flags: { limit: string; json?: boolean }, terminal: Console): Promise<number> {
  const { db } = app.store
  const limit = limitOf(flags.limit)
  const editions = await listEditions(db, Number.isFinite(limit) ? limit + 1 : Number.MAX_SAFE_INTEGER)
  const shown = editions.slice(0, limit)
  const time = timeIn(app)
  if (!flags.json && shown.length > 0) terminal.print(`Times in ${app.config.site.timezone}.`)
  for (const edition of shown) {
    terminal.print(flags.json ? JSON.stringify(edition, isoTimes) : editionLines(edition, time).join('\n'))
  }
  if (shown.length === 0) terminal.say('No editions yet.')
  if (editions.length > shown.length) terminal.say('There are older ones: --limit 0 shows all.')
  const inDoubt = await countInDoubt(db, { resendInDoubt: resendsInDoubt(app), now: app.clock() })
  needLines(app, shown, inDoubt).forEach(terminal.say)
  return 0
}

function editionLines(edition: EditionSums, time: (at: number) => string): string[] {
  const { id, name, subject, kind, planned, firstAt, lastAt, heldWhy, state } = edition
  const letter = kind === 'digest' ? '' : ` (${kind})`
  const sums = (
    [
      ['accepted', edition.accepted],
      ['in doubt', edition.inDoubt],
      ['bounced', edition.bounced],
      ['deferred', edition.deferred],
      ['held', edition.held],
      ['waiting', edition.waiting],
      ['cancelled', edition.cancelled],
    ] as const
  ).filter(([, count]) => count > 0)
  const why = state === 'held' ? `; held: ${heldWhy}` : state === 'stopped' ? '; stopped' : ''
  const reported = reportedWords(edition.reported)
  return [
    `${id}  ${name.slice(0, NAME_SHOWN)}  ${time(firstAt)} to ${time(lastAt)}  "${subject}"${letter}`,
    `  ${planned} planned: ${sums.map(([word, count]) => `${count} ${word}`).join(', ') || 'none left'}${why}`,
    ...(reported === '' ? [] : [`  came back: ${reported}`]),
  ]
}

function needLines(app: App, editions: EditionSums[], inDoubt: { all: number; undecided: number }): string[] {
  const run = (...args: string[]) => npmRun(app.paths.root, 'dateline', 'deliveries', ...args)
  const held = editions.filter(({ state }) => state === 'held')
  const bounced = editions.filter(({ bouncedActive }) => bouncedActive > 0)
  const reported = editions.some((edition) => reportedWords(edition.reported) !== '')
  return [
    ...held.slice(0, NEEDS_SHOWN).map(({ id, subject, heldWhy }) => {
      return `"${subject}" is held: ${sentence(heldWhy ?? 'a person decides')} To send it: ${npmRun(app.paths.root, 'publish', '--approve', String(id))}`
    }),
    ...(inDoubt.all > 0 ? [`${inDoubtWords(inDoubt)} See them with: ${run('in-doubt')}`] : []),
    ...bounced.slice(0, NEEDS_SHOWN).map(({ id, subject, bouncedActive }) => {
      return `${plural(bouncedActive, 'message')} of "${subject}" bounced whose addresses still get mail. See why with "${run('show', String(id), '--state', 'bounced')}"; once the cause is mended, send again: ${run('resend', '--edition', String(id), '--state', 'bounced')}`
    }),
    ...(reported ? [`What came back of an edition, and from whom: ${run('show', 'NUMBER')}`] : []),
  ]
}

function inDoubtWords({ all, undecided }: { all: number; undecided: number }): string {
  if (undecided === 0) return `${plural(all, 'message')} in doubt, none of which needs a decision.`
  return `${plural(all, 'message')} in doubt; a person may decide on ${undecided}.`
}
