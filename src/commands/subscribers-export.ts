import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { App } from '../app.ts'
import { eachSubscriber } from '../store/each-subscriber.ts'
import { csvHeader, csvLine } from '../subscribers/csv.ts'
import type { Console } from './console.ts'

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
    const draft = `${file}.part`
    await pipeline(Readable.from(lines()), createWriteStream(draft))
    await rename(draft, file)
  }
  terminal.say(`Exported ${count} subscriber${count === 1 ? '' : 's'}${file === undefined ? '' : ` to ${file}`}.`)
  return 0
}
