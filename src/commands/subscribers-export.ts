import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { App } from '../app.ts'
import { fileError } from '../files/file-error.ts'
import { eachListed, eachSuppressedAddress } from '../store/each-listed.ts'
import { waitingSignUps } from '../store/sign-ups.ts'
import { countSubscribers } from '../store/subscribers.ts'
import { csvHeader, csvLine, suppressedLine } from '../subscribers/csv-export.ts'
import type { Console } from './console.ts'
import { outFile } from './out-file.ts'
import { showProgress } from './progress.ts'
import { plural } from './words.ts'

/** Writes every subscriber with every fact, and every other suppressed address, as CSV: to a file all at once or to standard output. */
export async function exportCsv(app: App, file: string | undefined, terminal: Console, quiet = false): Promise<number> {
  const { db } = app.store
  const total = Object.values(await countSubscribers(db)).reduce((sum, count) => sum + count, 0)
  const progress = showProgress(terminal, quiet)
  const counts = { subscribers: 0, addresses: 0 }
  const lines = async function* () {
    yield `${csvHeader}\n`
    for await (const listed of eachListed(db)) {
      if (++counts.subscribers % 1000 === 0) progress.step('reading', counts.subscribers, total)
      yield `${csvLine(listed)}\n`
    }
    for await (const suppression of eachSuppressedAddress(db)) {
      counts.addresses++
      yield `${suppressedLine(suppression)}\n`
    }
  }
  if (file === undefined) {
    for await (const line of lines()) terminal.print(line)
  } else {
    await writeWhole(outFile(file, 'readers.csv'), lines())
  }
  progress.end()
  const more = counts.addresses === 0 ? '' : ` and ${counts.addresses} suppressed without being subscribers`
  terminal.say(`Exported ${plural(counts.subscribers, 'subscriber')}${more}${file === undefined ? '' : ` to ${file}`}.`)
  const waiting = await waitingSignUps(db)
  if (waiting > 0) terminal.say(`${plural(waiting, 'sign-up')} not looked at yet: publish, and export again.`)
  return 0
}

/** The file holds the old list or the new one, never a part of one. */
async function writeWhole(file: string, lines: AsyncIterable<string>): Promise<void> {
  const draft = `${file}.part`
  try {
    await pipeline(Readable.from(lines), createWriteStream(draft, { mode: 0o600 }))
    await rename(draft, file)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {})
    throw (cause as NodeJS.ErrnoException).syscall === undefined ? cause : fileError(file, 'written', cause)
  }
}
