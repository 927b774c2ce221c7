import { datelineOf } from './dateline.ts'
import type { Block } from './text-blocks.ts'
import { isTitleLine } from './title-text.ts'

/**
 * The blocks of a text whose title, subtitle and dateline may stand on lines below each other without blank lines
 * between them: these lines become blocks of their own, and a paragraph that goes on after its dateline stays whole.
 */
export function withHeadLines(blocks: Block[]): Block[] {
  const at = blocks.slice(0, 3).findIndex((block, index) => headLines(block, index === 0) > 0)
  const block = blocks[at]
  if (!block) return blocks
  return [...blocks.slice(0, at), ...split(block, headLines(block, at === 0)), ...blocks.slice(at + 1)]
}

/**
 * How many lines at the start of a block stand for themselves: in the first block the title and subtitle too, else only
 * a date.
 */
function headLines(block: Block, isFirst: boolean): number {
  const lines = block.text.split('\n')
  const dated = lines.slice(0, isFirst ? 3 : 1).findIndex((line) => datelineOf(line) !== undefined)
  const before = lines.slice(0, Math.max(dated, 0))
  if (dated === -1 || !before.every((text) => isTitleLine({ text, from: 0, to: 1 }))) return 0
  const isBare = datelineOf(lines[dated] as string)?.rest === ''
  return Math.min(dated + (isBare ? 1 : 0), lines.length - 1)
}

function split({ text, from, to }: Block, count: number): Block[] {
  const lines = text.split('\n')
  const head = lines.slice(0, count).map((line, at) => ({ text: line, from: from + at, to: from + at + 1 }))
  return [...head, { text: lines.slice(count).join('\n'), from: from + count, to }]
}
