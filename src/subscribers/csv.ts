import { csvCell, guard } from './csv-cell.ts'
import { HEADER_FIX, type Header, readHeader } from './csv-header.ts'
import { readRecords } from './csv-records.ts'
import { type Cells, type ImportRow, readRow } from './csv-row.ts'
import type { CsvInput } from './csv-text.ts'
import type { Subscriber } from './subscriber.ts'

/** A row of the file, or why it cannot be used. `line` is where the row begins, from 1. */
export type ImportResult = { line: number; row: ImportRow } | { line: number; error: string }

/**
 * Reads a list of subscribers from CSV: separated by commas, semicolons or tabs, in UTF-8 or UTF-16, with a first row
 * that names the columns. A row that cannot be used, or repeats an address, is a result with an error, and reading goes
 * on; after an error in the first row or a quote that never closes there is nothing more. Rows are read as they are asked
 * for; only the addresses are kept, to find repeated ones.
 * @param onIgnored called once with the names of columns that are not used, when there are any
 */
export async function* readCsv(input: CsvInput, onIgnored?: (columns: string[]) => void): AsyncGenerator<ImportResult> {
  const seen = new Map<string, number>()
  let header: Header | undefined
  for await (const record of readRecords(input)) {
    const { line } = record
    if ('error' in record) return yield record
    if (header) {
      if (record.cells.some((cell) => cell.trim() !== '')) yield { line, ...resultOf(record.cells, header, line, seen) }
      continue
    }
    const read = readHeader(record.cells)
    if ('error' in read) return yield { line, error: read.error }
    header = read
    if (header.ignored.length > 0) onIgnored?.(header.ignored)
  }
  if (!header) yield { line: 1, error: `the file is empty. ${HEADER_FIX}` }
}

function resultOf(record: string[], { fields }: Header, line: number, seen: Map<string, number>) {
  const extra = record.slice(fields.length).find((cell) => cell.trim() !== '')
  if (extra !== undefined) {
    return {
      error: `the row has ${record.length} cells and the first row ${fields.length}. Put quotes (") around a cell that holds the separator.`,
    }
  }
  const cells: Cells = Object.fromEntries(
    fields.flatMap((field, index) => (field ? [[field, record[index] ?? '']] : [])),
  )
  const row = readRow(cells)
  if ('error' in row) return row
  const before = seen.get(row.key)
  if (before !== undefined)
    return { error: `address "${row.address}" stands already in line ${before}. Keep one of the two.` }
  seen.set(row.key, line)
  return { row }
}

const COLUMNS: [string, (subscriber: Subscriber) => string | number | null][] = [
  ['address', ({ address }) => address],
  ['name', ({ name }) => guard(name ?? '')],
  ['state', ({ state }) => state],
  ['cadence', ({ cadence }) => cadence],
  ['hour', ({ hour }) => hour],
  ['weekday', ({ weekday }) => weekday],
  ['monthday', ({ monthday }) => monthday],
  ['zone', ({ zone }) => zone],
  ['topics', ({ topics }) => guard(topics?.join(',') ?? 'all')],
  ['cursor', ({ cursor }) => cursor],
  ['due_at', ({ dueAt }) => time(dueAt)],
  ['token_epoch', ({ tokenEpoch }) => tokenEpoch],
  ['created_at', ({ createdAt }) => time(createdAt)],
  ['confirmed_at', ({ confirmedAt }) => time(confirmedAt)],
  ['ended_at', ({ endedAt }) => time(endedAt)],
  ['source', ({ source }) => guard(source)],
]

/** First line of an exported list, without a line break. */
export const csvHeader = COLUMNS.map(([name]) => name).join(',')

/** One subscriber of an exported list, without a line break. `readCsv` gives every field back but the id. */
export function csvLine(subscriber: Subscriber): string {
  return COLUMNS.map(([, cell]) => csvCell(String(cell(subscriber) ?? ''))).join(',')
}

function time(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString()
}
