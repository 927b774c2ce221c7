import { readFreeText } from './csv-cell.ts'
import { EMPTY_FILE, type FileFacts, type Header, readHeader } from './csv-header.ts'
import { readRecords } from './csv-records.ts'
import { type Earlier, earlierRows } from './csv-repeats.ts'
import { brokenCell, type Cells, type ImportRow, readRow, withTexts } from './csv-row.ts'
import { hasEnded } from './csv-state.ts'
import { type KeptSuppression, readSuppressedRow, SUPPRESSED } from './csv-suppression.ts'
import type { CsvInput } from './csv-text.ts'

/**
 * A row of the file, or why it cannot be used. `line` is where the row begins, from 1. `first` is the line in which the
 * same address stood before. With `whole` nothing of the file can be used.
 */
export type ImportResult =
  | { line: number; row: ImportRow; first?: number }
  | { line: number; suppression: KeptSuppression }
  | { line: number; error: string; whole?: true }

/**
 * Reads a list of subscribers from CSV: separated by commas, semicolons or tabs, in UTF-8 or UTF-16, with a first row
 * that names the columns; the systems that write such lists are told apart by them. A row that cannot be used, or repeats
 * an address, is a result with an error, and reading goes on; one that repeats an address to say that it gets no mail is
 * a row. After an error in the first row or a quote that never closes there is nothing more. Rows are read as they are
 * asked for; of those before only a hash of each address is kept.
 * @param onHeader called once, before the first row
 */
export async function* readCsv(
  input: CsvInput,
  facts: FileFacts = {},
  onHeader?: (header: Header) => void,
): AsyncGenerator<ImportResult> {
  const { earlierOf } = earlierRows()
  let header: Header | undefined
  for await (const record of readRecords(input)) {
    const { line } = record
    if ('error' in record) return yield record
    if (header) {
      if (record.cells.some((cell) => cell.trim() !== ''))
        yield { line, ...resultOf(record.cells, header, line, earlierOf) }
      continue
    }
    const read = readHeader(record.cells, facts)
    if ('error' in read) return yield { line, error: read.error, whole: true }
    header = read
    onHeader?.(header)
  }
  if (!header) yield { line: 1, error: EMPTY_FILE, whole: true }
}

type EarlierOf = (key: string, row: Earlier) => Earlier | null

function resultOf(record: string[], header: Header, line: number, earlierOf: EarlierOf) {
  const { fields } = header
  const extra = record.slice(fields.length).find((cell) => cell.trim() !== '')
  if (extra !== undefined) {
    return {
      error: `the row has ${record.length} cells and the first row ${fields.length}. Put quotes (") around a cell that holds the separator.`,
    }
  }
  const cells: Cells = {}
  fields.forEach((field, index) => {
    if (field) cells[field] = record[index] ?? ''
  })
  if (header.system?.isOurs && cells.state?.trim() === SUPPRESSED) return suppressedOf(cells)
  const row = readRow(cells, header)
  if ('error' in row) return row
  const before = earlierOf(row.key, { line, hasEnded: hasEnded(row.state) })
  if (before === null) return { row }
  if (hasEnded(row.state) && !before.hasEnded) return { row, first: before.line }
  return { error: `address "${row.address}" stands already in line ${before.line}. Keep one of the two.` }
}

function suppressedOf(given: Cells) {
  const cells = brokenCell(given) ?? withTexts(given, readFreeText)
  const suppression = 'error' in cells ? cells : readSuppressedRow(cells)
  return 'error' in suppression ? suppression : { suppression }
}
