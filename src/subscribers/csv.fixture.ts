import { type ImportResult, readCsv } from './csv.ts'
import type { FileFacts, Header } from './csv-header.ts'

/** For tests: a CSV file with what was read of its header and of its rows. */
export async function read(text: string, facts: FileFacts = {}) {
  const headers: Header[] = []
  const results = await Array.fromAsync(readCsv(text, facts, (header) => headers.push(header)))
  return { results, header: headers[0], rows: results.map(rowOf) }
}

function rowOf(result: ImportResult) {
  return 'row' in result ? result.row : result
}

/** For tests: who is in the list, and how they come in. */
export const states = (rows: object[]) =>
  Object.fromEntries(rows.map((row) => ('key' in row ? [row.key, 'state' in row ? row.state : undefined] : ['', row])))
