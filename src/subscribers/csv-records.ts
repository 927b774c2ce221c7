import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { type CsvInput, readText } from './csv-text.ts'

/** The cells of one row, or why nothing can be read from here on. `line` is where the row begins, from 1. */
export type CsvRecord = { line: number; cells: string[] } | { line: number; error: string }

type Parsed = { info: { lines: number }; record: string[] }

const LONGEST_ROW = 400_000

/** Reads the rows of a CSV file whose cells are separated by commas, semicolons or tabs, as its first row shows. */
export async function* readRecords(input: CsvInput): AsyncGenerator<CsvRecord> {
  const text = readText(input)
  const start = await firstLine(text)
  let broken = false
  const parser = parse({
    ...OPTIONS,
    delimiter: delimiterOf(start),
    on_skip: () => {
      broken = true
      return undefined
    },
  })
  // What goes wrong on the way to the parser is thrown by the parser.
  pipeline(Readable.from(chunks(start, text, () => !broken)), parser, () => {})
  let end = 0
  for await (const { info, record } of parser as AsyncIterable<Parsed>) {
    end = info.lines
    yield { line: end - (record.join('').match(/\n/g)?.length ?? 0), cells: record }
  }
  if (broken) yield { line: end + 1, error: NEVER_CLOSED }
}

const NEVER_CLOSED =
  'nothing was read from here on: a quote (") opens and never closes, or a row has over 400,000 characters. Write a quote within a cell as "".'

const OPTIONS = {
  record_delimiter: '\n',
  info: true,
  ltrim: true,
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: LONGEST_ROW,
  // A fault that stopped the stream would take rows along that were read but not yet asked for.
  skip_records_with_error: true,
}

async function firstLine(text: AsyncGenerator<string>): Promise<string> {
  let start = ''
  while (!/\S[^\n]*\n/.test(start) && start.length < LONGEST_ROW) {
    const { value, done } = await text.next()
    if (done) break
    start += value
  }
  return start
}

async function* chunks(start: string, rest: AsyncGenerator<string>, goOn: () => boolean): AsyncGenerator<string> {
  yield start
  for await (const chunk of rest) {
    if (!goOn()) return
    yield chunk
  }
}

function delimiterOf(start: string): string {
  const line = /\S[^\n]*/.exec(start)?.[0] ?? ''
  const counted = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter
}
