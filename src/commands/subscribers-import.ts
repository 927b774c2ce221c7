import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { App } from '../app.ts'
import { standing } from '../config/environment.ts'
import { nextDue } from '../digests/schedule.ts'
import { fileError, naming } from '../files/file-error.ts'
import { type ImportedSubscriber, importSubscribers, knownAddresses } from '../store/import-subscribers.ts'
import { lastSeq } from '../store/posts.ts'
import { readCsv } from '../subscribers/csv.ts'
import { HEADER_FIX } from '../subscribers/csv-header.ts'
import type { ImportRow } from '../subscribers/csv-row.ts'
import { defaultPreferences } from '../subscribers/preferences.ts'
import type { Console } from './console.ts'
import { afterChanges, UsageError } from './failure.ts'
import { plural } from './words.ts'

const BATCH = 500

type Counts = { fresh: number; known: number; suppressed: number; unusable: number }

/** Shows what a CSV file would add, and adds it with `--yes`. Nobody who is known, or left, is changed by it. */
export async function importCsv(app: App, file: string, flags: { yes?: boolean }, terminal: Console): Promise<number> {
  const place = standing(file, process.env)
  const found = naming(file, 'read', () => statSync(place, { throwIfNoEntry: false }))
  if (!found) throw new UsageError(`${file}: there is no such file. Name a CSV file.`)
  if (found.isDirectory()) throw new UsageError(`${file}: is a folder. Name a CSV file in it.`)
  const counts: Counts = { fresh: 0, known: 0, suppressed: 0, unusable: 0 }
  const last = await lastSeq(app.store.db)
  let batch: ImportRow[] = []
  const flush = async () => {
    const hasWritten = flags.yes && counts.fresh > 0
    await take(app, batch, { last, write: flags.yes ?? false, source: `import ${basename(file)}` }, counts).catch(
      (error) => {
        throw hasWritten ? afterChanges(error) : error
      },
    )
    batch = []
  }
  const tellIgnored = (columns: string[]) => terminal.say(`${file}: not used: ${columns.join(', ')}.`)
  for await (const result of readCsv(bytesOf(place, file), tellIgnored)) {
    if ('error' in result) {
      if (isOfHeader(result.error)) throw new UsageError(`${file}:${result.line}: ${result.error}`)
      counts.unusable++
      terminal.say(`${file}:${result.line}: ${result.error}`)
      continue
    }
    batch.push(result.row)
    if (batch.length >= BATCH) await flush()
  }
  await flush()
  terminal.say(summary(app, counts, flags.yes ?? false))
  return counts.unusable > 0 ? 1 : 0
}

async function* bytesOf(place: string, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(place)
  } catch (cause) {
    throw fileError(file, 'read', cause)
  }
}

/** Without names of columns no line can be read. */
function isOfHeader(error: string): boolean {
  return error.endsWith(HEADER_FIX) || /^columns .* mean the same\./.test(error)
}

type Means = { last: number; write: boolean; source: string }

async function take(app: App, rows: ImportRow[], { last, write, source }: Means, counts: Counts): Promise<void> {
  const { known, suppressed } = await knownAddresses(
    app.store.db,
    rows.map(({ key }) => key),
  )
  const fresh = rows.filter(({ key }) => !known.has(key) && !suppressed.has(key))
  counts.known += rows.filter(({ key }) => known.has(key)).length
  counts.suppressed += rows.filter(({ key }) => !known.has(key) && suppressed.has(key)).length
  counts.fresh += fresh.length
  if (write)
    await importSubscribers(
      app.store.db,
      fresh.map((row) => completed(app, row, last, source)),
      app.clock(),
    )
}

function completed(app: App, row: ImportRow, last: number, source: string): ImportedSubscriber {
  const now = app.clock()
  const preferences = { ...defaultPreferences(app.config), ...row.preferences }
  const state = row.state ?? 'active'
  return {
    ...preferences,
    address: row.address,
    addressKey: row.key,
    name: row.name,
    state,
    cursor: Math.min(row.cursor ?? last, last),
    dueAt: row.dueAt ?? nextDue(preferences, now),
    tokenEpoch: row.tokenEpoch ?? 1,
    createdAt: row.createdAt ?? now,
    confirmedAt: row.confirmedAt ?? null,
    endedAt: row.endedAt ?? null,
    source: row.source ?? source,
  }
}

function summary({ mode }: App, { fresh, known, suppressed, unusable }: Counts, written: boolean): string {
  const who = `${plural(fresh, 'subscriber')}${mode === 'rehearsal' ? ' (rehearsal)' : ''}`
  const rest = `${known} known already, ${suppressed} suppressed, ${plural(unusable, 'line')} unusable`
  if (written) return `Added ${who}; ${rest}.`
  if (fresh === 0) return `Would add ${who}; ${rest}.`
  return `Would add ${who}; ${rest}. Nothing is written yet: run it again with --yes.`
}
