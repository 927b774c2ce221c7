import { type Block, wordsOf } from './block-tree.ts'
import { displayWidth } from './display-width.ts'
import { inlineText, type TextContext } from './inline-text.ts'
import { wrapText } from './wrap-text.ts'

const GAP = '  '
type Cell = { text: string; isRight: boolean }

/** A table as aligned columns, or, where it is wider than `width`, row by row as `heading: value` lines. */
export function tableLines(table: Block, width: number, context: TextContext): string[] {
  const rows = rowsOf(table).map((row) => row.children.map((cell) => cellOf(cell, context)))
  const columns = (rows[0] ?? []).map((_, index) =>
    Math.max(1, ...rows.map((row) => displayWidth(row[index]?.text ?? ''))),
  )
  const total = columns.reduce((sum, column) => sum + column + GAP.length, -GAP.length)
  return total <= width ? aligned(rows, columns) : records(rows, width)
}

function rowsOf(block: Block): Block[] {
  return block.children.flatMap((child) => (child.token.type === 'tr_open' ? [child] : rowsOf(child)))
}

function cellOf(cell: Block, context: TextContext): Cell {
  const text = inlineText(wordsOf(cell), context).replace(/\s+/g, ' ')
  return { text, isRight: /right/.test(String(cell.token.attrGet('style') ?? '')) }
}

function aligned(rows: Cell[][], columns: number[]): string[] {
  const lines = rows.map((row) =>
    columns
      .map((column, index) => padded(row[index], column))
      .join(GAP)
      .trimEnd(),
  )
  return [...lines.slice(0, 1), columns.map((column) => '-'.repeat(column)).join(GAP), ...lines.slice(1)]
}

function padded(cell: Cell | undefined, width: number): string {
  const text = cell?.text ?? ''
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return cell?.isRight ? space + text : text + space
}

function records([headings = [], ...rows]: Cell[][], width: number): string[] {
  return rows.flatMap((row, number) => [
    ...(number > 0 ? [''] : []),
    ...row.flatMap((cell, index) => {
      const heading = headings[index]?.text
      const [first = '', ...rest] = wrapText(heading ? `${heading}: ${cell.text}` : cell.text, width - 2)
      return [first, ...rest.map((line) => `  ${line}`)]
    }),
  ])
}
