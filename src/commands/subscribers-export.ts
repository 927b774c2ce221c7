import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { App } from '../app.ts'
import { fileError } from '../files/file-error.ts'
import { eachSubscriber } from '../store/each-subscriber.ts'
import { csvHeader, csvLine } from '../subscribers/csv.ts'
import type { Console } from './console.ts'
import { outFile } from './out-file.ts'

/** Writes every subscriber as CSV, to a file all at once or to standard output. */
export async function exportCsv(app: App, file: string | undefined, terminal: Console): Promise<number> {
  let count = 0
  const lines = async function* () {
    yield `${csvHeader}\n`
    for await (const subscriber of eachSubscriber(app.store.db, {})) {
      count++
      yield `${csvLine(subscriber)}\n`
    }
  }
  if (file === undefined) {
    for await (const line of lines()) terminal.print(line)
  } else {
    await writeWhole(outFile(file, 'readers.csv'), lines())
  }
  terminal.say(`Exported ${count} subscriber${count === 1 ? '' : 's'}${file === undefined ? '' : ` to ${file}`}.`)
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
