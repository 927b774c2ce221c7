import type { Env, Token } from 'markdown-it'
import { type Block, blockTree, wordsOf } from './block-tree.ts'
import { withoutCode } from './code-regions.ts'
import { cutText, ellipsisAfter } from './cut-text.ts'
import { excerptBlocks, paragraphsOf, type Room } from './excerpt-blocks.ts'
import { withoutForeignSyntax } from './foreign-syntax.ts'
import { markdownParser } from './markdown-parser.ts'
import { plainWords } from './plain-words.ts'
import type { PostContent } from './post.ts'
import { printable } from './printable.ts'
import { proseTokens } from './prose-tokens.ts'

const MARKER = /<!--\s*(?:more|excerpt|endexcerpt|truncate)\s*-->/i
const WORDS = 55
const NO_ADDRESS = 'https://post.invalid/'

/**
 * The part of a post that stands for it, as Markdown: its description, else what stands before its excerpt marker, else
 * its first `words` words. It has no headings, images, code blocks, tables or footnotes. `more`: the post says more.
 */
export function excerptOf(content: PostContent, options: { words?: number } = {}): { markdown: string; more: boolean } {
  const words = options.words ?? WORDS
  const description = content.description?.trim()
  if (description) return { markdown: description, more: content.body.trim() !== '' }
  const { opening, rest } = openingOf(content.body)
  const room: Room = { words, left: rest === undefined ? words : Number.POSITIVE_INFINITY, isFull: false }
  const markdown = excerptBlocks(opening, room).join('\n\n')
  const isSkipping = opening.some(isLeftOut)
  return { markdown, more: room.isFull || isSkipping || (rest ?? '').trim() !== '' }
}

/** The same part of a post as plain text of one paragraph, at most `words` long, with the punctuation of the rendered post. */
export function excerptText(content: PostContent, words: number): string {
  const description = content.description?.trim()
  const blocks = description ? blockTree(tokensOf(description, {})) : openingOf(content.body).opening
  const text = paragraphsOf(blocks)
    .map((block) => plainWords(wordsOf(block)).trim())
    .filter((paragraph) => paragraph !== '')
    .join(' ')
    .replace(/\s+/g, ' ')
  const { end } = cutText(text, words)
  const kept = text.slice(0, end).trimEnd()
  return end < text.length ? kept + ellipsisAfter(kept) : kept
}

/** The blocks before the excerpt marker and the text after it, or all blocks. References and notes are those of the whole. */
function openingOf(body: string): { opening: Block[]; rest?: string } {
  const source = withoutForeignSyntax(printable(body))
  const { text, restore } = MARKER.test(source) ? withoutCode(source) : { text: source, restore: String }
  const marker = MARKER.exec(text)
  if (marker === null) return { opening: blockTree(tokensOf(source, {})) }
  const whole: Env = {}
  markdownParser().parse(source, whole)
  const rest = text.slice(marker.index + marker[0].length)
  return { opening: blockTree(tokensOf(restore(text.slice(0, marker.index)), knownTo(whole))), rest: restore(rest) }
}

function knownTo(whole: Env): Env {
  const notes = (whole.footnotes as { refs?: Record<string, number> } | undefined)?.refs ?? {}
  const refs = Object.fromEntries(Object.keys(notes).map((label) => [label, -1]))
  return { references: whole.references, footnotes: { refs } }
}

function tokensOf(source: string, env: Env): Token[] {
  const tokens = proseTokens(markdownParser().parse(source, env), env, NO_ADDRESS)
  for (const word of tokens.flatMap((token) => token.children ?? [])) {
    if (String(word.attrGet('href') ?? '').startsWith(NO_ADDRESS)) word.attrs = null
  }
  return tokens
}

function isLeftOut(block: Block): boolean {
  if (/^(?:fence|code_block|table_open|footnote_block_open)$/.test(block.token.type)) return true
  return wordsOf(block).some((word) => word.type === 'image')
}
