import { type Block, wordsOf } from './block-tree.ts'
import { cutText } from './cut-text.ts'
import { inlineMarkdown } from './inline-markdown.ts'
import { plainWords } from './plain-words.ts'

const LEAST_SHARE = 0.25

/** What of an excerpt's room is left, and whether anything of the post found no room. */
export type Room = { words: number; left: number; isFull: boolean }

/** The paragraphs of a post in order, also those in lists and quotes; headings, code, tables and footnotes are none. */
export function paragraphsOf(blocks: Block[]): Block[] {
  return blocks.flatMap((block) => {
    if (block.token.type === 'paragraph_open') return [block]
    return isContainer(block) ? paragraphsOf(block.children) : []
  })
}

/** Markdown of a post's paragraphs, lists and quotes, as far as they find room; `room` is used up. */
export function excerptBlocks(blocks: Block[], room: Room): string[] {
  return blocks.flatMap((block) => {
    if (block.token.type === 'paragraph_open') return paragraph(block, room)
    return isContainer(block) ? container(block, room) : []
  })
}

function isContainer({ token }: Block): boolean {
  return /^(?:bullet_list|ordered_list|list_item|blockquote)_open$/.test(token.type)
}

function paragraph(block: Block, room: Room): string[] {
  const words = wordsOf(block)
  const plain = plainWords(words)
  if (plain.trim() === '') return []
  const cut = cutText(plain, room.left)
  const hasBegun = room.left < room.words
  const isCut = cut.end < plain.length
  if (room.isFull || (isCut && (cut.end === 0 || (hasBegun && room.left < room.words * LEAST_SHARE)))) {
    room.isFull = true
    return []
  }
  room.isFull = isCut
  room.left = cut.left
  return [inlineMarkdown(words, cut.end, isCut)]
}

function container(block: Block, room: Room): string[] {
  const { token, children } = block
  const isTight = children.some((item) => item.children.some((part) => part.token.hidden))
  const inner = children.map((child) =>
    child.token.type === 'list_item_open' ? item(child, room) : excerptBlocks([child], room),
  )
  const parts = inner.filter((part) => part.length > 0)
  if (parts.length === 0) return []
  if (token.type === 'blockquote_open') return [prefixed(parts.flat().join('\n\n'), '> ', '> ')]
  if (token.type === 'list_item_open') return parts.flat()
  const first = Number(token.attrGet('start') ?? 1)
  const items = parts.map((part, index) => {
    const marker = token.type === 'bullet_list_open' ? '- ' : `${first + index}. `
    return prefixed(part.join(isTight ? '\n' : '\n\n'), marker, ' '.repeat(marker.length))
  })
  return [items.join(isTight ? '\n' : '\n\n')]
}

function item(block: Block, room: Room): string[] {
  return excerptBlocks(block.children, room)
}

function prefixed(text: string, first: string, next: string): string {
  return first + text.replaceAll('\n', `\n${next}`).replace(/[ \t]+$/gm, '')
}
