import type { Token } from 'markdown-it'

/** A block of a post with the blocks in it. A leaf of type `inline` holds the tokens of words. */
export type Block = { token: Token; children: Block[] }

/** The blocks of a flat stream of tokens; an end without a beginning is left out. */
export function blockTree(tokens: Token[]): Block[] {
  const open: Block[][] = [[]]
  for (const token of tokens) {
    if (token.nesting === -1) {
      if (open.length > 1) open.pop()
      continue
    }
    const block: Block = { token, children: [] }
    open.at(-1)!.push(block)
    if (token.nesting === 1) open.push(block.children)
  }
  return open[0]!
}

/** The tokens of all words in a block. */
export function wordsOf(block: Block): Token[] {
  return block.token.type === 'inline' ? (block.token.children ?? []) : block.children.flatMap(wordsOf)
}
