import type { Block } from './text-blocks.ts'

const LIST_ITEM = /^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S/
const QUOTE = /^[ \t]*>/
const INDENTED = /^(?: {2,}|\t)/
const NO_HEADING = /^(?:[-*+•>|$%{}<[(#"“'‘«]|\d{1,3}[.)]\s|https?:)|[.,;:…{}=>]["”’']?$|^[^\p{L}\p{N}]*$/u

/**
 * Markdown for paragraphs of a plain text: short lines that head a longer paragraph become second-level headings, and
 * what Markdown would misread is escaped. Lists, quotes and code that the text has stay together.
 */
export function plainToMarkdown(blocks: Block[]): string {
  let text = ''
  for (const [at, block] of blocks.entries()) {
    const before = blocks[at - 1]
    if (before) text += isSameRun(before, block) ? '\n' : '\n\n'
    text += isHeading(blocks, at) ? `## ${escaped(block.text.trim())}` : paragraph(block.text)
  }
  return text
}

function isSameRun(before: Block, block: Block): boolean {
  if (LIST_ITEM.test(before.text)) return LIST_ITEM.test(block.text) || INDENTED.test(block.text)
  const both = (form: RegExp) => form.test(before.text) && form.test(block.text)
  return block.from === before.to && (both(QUOTE) || both(INDENTED))
}

function isHeading(blocks: Block[], at: number): boolean {
  const line = (blocks[at] as Block).text
  const next = blocks[at + 1]?.text
  const before = blocks[at - 1]?.text
  if (next === undefined || !couldHead(line) || couldHead(next) || next.length <= line.length) return false
  if (LIST_ITEM.test(next) || INDENTED.test(next)) return false
  return !(before !== undefined && before.length < 60 && before.endsWith(','))
}

function couldHead(line: string): boolean {
  return line.length <= 80 && !/\n|^\s/.test(line) && line.split(/\s+/).length <= 14 && !NO_HEADING.test(line)
}

function paragraph(text: string): string {
  const lines = text.split('\n')
  if (isVerse(lines)) return lines.map((line) => escaped(line.trim())).join('\\\n')
  const isProse = text.length > 80 || !INDENTED.test(text)
  return lines.map((line) => escaped(isProse && !LIST_ITEM.test(line) ? line.trim() : line)).join('\n')
}

/** Lines of a poem, an address or a closing, which Markdown would run together. */
function isVerse(lines: string[]): boolean {
  if (lines.length < 2 || lines.slice(0, -1).some((line) => /[.!?]$/.test(line))) return false
  return lines.every((line) => line.length < 60 && /^\s*[“"'‘(]?\p{Lu}/u.test(line))
}

/** A year at the start of a line is no list, and "Vec<T>" is no element of HTML. */
function escaped(line: string): string {
  const year = line.replace(/^(\d{4,9})([.)])(?=\s)/, '$1\\$2')
  return year.includes('`') ? year : year.replace(/<(?=[A-Za-z/?])(?![a-z]+:\/\/)/g, '\\<')
}
