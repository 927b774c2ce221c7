import { basename } from 'node:path'
import type { App } from '../app.ts'
import { lastSeq } from '../store/posts.ts'
import { readCsv } from '../subscribers/csv.ts'
import type { Header } from '../subscribers/csv-header.ts'
import { defaultPreferences } from '../subscribers/preferences.ts'
import type { SubscriberState } from '../subscribers/subscriber.ts'
import type { Console } from './console.ts'
import { afterChanges, UsageError } from './failure.ts'
import { type Batch, type Means, takeBatch } from './import-batch.ts'
import { bytesOf, countLines, listFile } from './import-file.ts'
import { endLines, headerLines, newCounts } from './import-lines.ts'
import { showProgress } from './progress.ts'

type Flags = { yes?: boolean; state?: string; quiet?: boolean }

const BATCH = 100
const FAULTS_SHOWN = 20

/**
 * Shows what a CSV file would add, and adds it with `--yes`, batch by batch: run again after a stop, it goes on where it
 * stood, since who is known is passed over. An import brings nobody back who left.
 */
export async function importCsv(app: App, file: string, flags: Flags, terminal: Console): Promise<number> {
  const state = stateOf(flags.state)
  const place = listFile(file)
  const means = await meansFor(app, file, flags.yes ?? false)
  const counts = newCounts()
  const progress = showProgress(terminal, flags.quiet ?? false)
  const lines = await countLines(place, file)
  let batch: Batch = { rows: [], suppressions: [] }
  const flush = async () => {
    const full = batch
    batch = { rows: [], suppressions: [] }
    await takeBatch(app, full, means, counts).catch((error) => {
      throw counts.hasWritten ? afterChanges(error) : error
    })
  }
  const tell = (header: Header) => headerLines(file, header).forEach(terminal.say)
  for await (const result of readCsv(bytesOf(place, file), { fileName: basename(file), state }, tell)) {
    if ('error' in result) {
      if (result.whole) throw new UsageError(`${file}:${result.line}: ${result.error}`)
      if (counts.unusable++ < FAULTS_SHOWN) terminal.say(`${file}:${result.line}: ${result.error}`)
      continue
    }
    if ('row' in result) batch.rows.push(result)
    else batch.suppressions.push(result.suppression)
    if (batch.rows.length + batch.suppressions.length < BATCH) continue
    progress.step('reading', result.line, lines)
    await flush()
    if (terminal.signal.aborted) break
  }
  if (!terminal.signal.aborted) await flush()
  progress.end()
  endLines(app, counts, { ...means, isStopped: terminal.signal.aborted, shown: FAULTS_SHOWN }).forEach(terminal.say)
  return counts.unusable > 0 || terminal.signal.aborted ? 1 : 0
}

async function meansFor(app: App, file: string, write: boolean): Promise<Means> {
  return {
    write,
    last: await lastSeq(app.store.db),
    source: `import ${basename(file)}`,
    defaults: defaultPreferences(app.config),
  }
}

const STATES: readonly string[] = [
  'active',
  'pending',
  'unsubscribed',
  'bounced',
  'complained',
] satisfies SubscriberState[]

function stateOf(given: string | undefined): SubscriberState | undefined {
  if (given === undefined || STATES.includes(given)) return given as SubscriberState | undefined
  throw new UsageError(`--state ${given}: is not a state. Choose one of ${STATES.join(', ')}.`)
}
