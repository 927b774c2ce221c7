import type { Token } from 'markdown-it'
import { ellipsisAfter } from './cut-text.ts'
import { inlineCode } from './fenced-code.ts'
import { plainToken } from './plain-words.ts'

/**
 * Markdown that renders to these words again, up to the offset `end` of their `plainWords`, with an ellipsis when that
 * is not all; images, HTML and footnote marks are left out. Every mark that was opened is closed.
 */
export function inlineMarkdown(tokens: Token[], end: number, isCut: boolean): string {
  const open: { closing: string; isEmpty: boolean; start: number }[] = []
  let written = ''
  let position = 0
  const close = () => {
    const mark = open.pop()
    if (mark !== undefined) written = mark.isEmpty ? written.slice(0, mark.start) : written + mark.closing
  }
  tokens.forEach((token, index) => {
    if (position >= end && end > 0) return
    const marks = marksOf(token)
    if (marks !== undefined && token.nesting === 1) {
      open.push({ closing: marks.closing, isEmpty: true, start: written.length })
      written += marks.opening
    } else if (marks !== undefined) close()
    const plain = plainToken(token, tokens[index - 1], tokens[index + 1])
    const kept = plain.slice(0, end - position)
    position += plain.length
    if (kept.trim() !== '') for (const mark of open) mark.isEmpty = false
    written += token.type === 'code_inline' ? inlineCode(kept) : token.type === 'text' ? escaped(kept) : kept
  })
  if (isCut) written = written.trimEnd() + ellipsisAfter(written.trimEnd())
  while (open.length > 0) close()
  return lineSafe(written.trim())
}

function marksOf(token: Token): { opening: string; closing: string } | undefined {
  if (token.type === 'link_open' || token.type === 'link_close') {
    const href = token.attrGet('href')
    if (href === null) return { opening: '', closing: '' }
    return { opening: '[', closing: `](<${String(href).replace(/[<>\s]/g, encodeURIComponent)}>)` }
  }
  if (!/^(?:strong|em|s)_(?:open|close)$/.test(token.type)) return undefined
  return { opening: token.markup, closing: token.markup }
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~=%&^#]/g, '\\$&')
}

function lineSafe(line: string): string {
  return line.replace(/^([-+]|:)/, '\\$1').replace(/^(\d{1,9})([.)])/, '$1\\$2')
}
