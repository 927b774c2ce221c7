import type { Env } from 'markdown-it'
import { type Block, blockTree, wordsOf } from './block-tree.ts'
import { displayWidth } from './display-width.ts'
import { inlineText, type TextContext } from './inline-text.ts'
import { LinkList } from './link-list.ts'
import { parseMarkdown } from './markdown-parser.ts'
import { proseTokens } from './prose-tokens.ts'
import { tableLines } from './text-table.ts'
import { wrapText } from './wrap-text.ts'

const WIDTH = 72
const LEAST_WIDTH = 20

/**
 * A post's body as plain text for a mail, wrapped at `width` columns (72), without a line end at its end. Links carry
 * numbers from `firstLink` (1) on; `links` holds their absolute addresses in that order.
 */
export function markdownToText(
  body: string,
  options: { url: string; width?: number; firstLink?: number },
): { text: string; links: string[] } {
  const env: Env = {}
  const blocks = blockTree(proseTokens(parseMarkdown(body, env), env, options.url))
  const context = { url: options.url, links: new LinkList(options.firstLink ?? 1) }
  const lines = stacked(blocks, options.width ?? WIDTH, context)
  return { text: lines.join('\n'), links: context.links.urls }
}

/** Blocks one below the other with an empty line between, or without one in a tight list. */
function stacked(blocks: Block[], width: number, context: TextContext): string[] {
  const lines: string[] = []
  let isTight = true
  for (const block of blocks) {
    const next = blockLines(block, Math.max(LEAST_WIDTH, width), context)
    if (next.length === 0) continue
    if (lines.length > 0 && !(isTight && isTightPart(block))) lines.push('')
    lines.push(...next)
    isTight = isTightPart(block)
  }
  return lines
}

function isTightPart({ token, children }: Block): boolean {
  if (token.type === 'paragraph_open') return token.hidden
  return /_list_open$/.test(token.type) && children.some((item) => item.children[0]?.token.hidden)
}

function blockLines(block: Block, width: number, context: TextContext): string[] {
  const { token, children } = block
  switch (token.type) {
    case 'paragraph_open':
      return wordLines(block, width, context)
    case 'heading_open':
      return headingLines(block, width, context)
    case 'bullet_list_open':
    case 'ordered_list_open':
      return listLines(block, width, context)
    case 'blockquote_open':
      return prefixed(stacked(children, width - 2, context), '> ', '> ')
    case 'fence':
    case 'code_block':
      return token.content
        .replace(/\s+$/, '')
        .split('\n')
        .map((line) => `    ${line}`.trimEnd())
    case 'table_open':
      return tableLines(block, width, context)
    case 'hr':
      return ['* * *']
    case 'footnote_block_open':
      return noteLines(block, width, context)
    default:
      return token.type === 'inline' ? wordLines(block, width, context) : stacked(children, width, context)
  }
}

function wordLines(block: Block, width: number, context: TextContext): string[] {
  const text = inlineText(wordsOf(block), context)
  return text === '' ? [] : wrapText(text, width)
}

function headingLines(block: Block, width: number, context: TextContext): string[] {
  const lines = wordLines(block, width, context)
  const longest = Math.max(0, ...lines.map(displayWidth))
  return lines.length === 0 ? [] : [...lines, '-'.repeat(Math.min(width, longest))]
}

function listLines({ token, children }: Block, width: number, context: TextContext): string[] {
  const first = Number(token.attrGet('start') ?? 1)
  const isOrdered = token.type === 'ordered_list_open'
  return children.flatMap((item, index) => {
    const marker = isOrdered ? `${first + index}. ` : '- '
    const lines = stacked(item.children, width - marker.length, context)
    const isLoose = index > 0 && item.children[0]?.token.hidden === false
    return [...(isLoose ? [''] : []), ...prefixed(lines.length === 0 ? [''] : lines, marker, ' '.repeat(marker.length))]
  })
}

function noteLines({ children }: Block, width: number, context: TextContext): string[] {
  return children.flatMap((note, index) => {
    const marker = `[^${index + 1}] `
    const lines = stacked(note.children, width - marker.length, context)
    return prefixed(lines.length === 0 ? [''] : lines, marker, ' '.repeat(marker.length))
  })
}

function prefixed(lines: string[], first: string, next: string): string[] {
  return lines.map((line, index) => ((index === 0 ? first : next) + line).trimEnd())
}
