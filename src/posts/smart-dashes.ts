import type { StateCore, Token } from 'markdown-it'

/**
 * A core rule: `...` and dashes of prose become typographic. Stands in for markdown-it's own, which also turns the
 * enumeration (c) into a copyright sign and command line options into dashes.
 */
export function smartDashes(state: StateCore): void {
  for (const block of state.tokens) {
    if (block.type === 'inline' && /--|\.\./.test(block.content)) replaceIn(block.children ?? [])
  }
}

function replaceIn(tokens: Token[]): void {
  let automaticLinks = 0
  for (const token of tokens) {
    if (token.info === 'auto') automaticLinks += token.nesting
    if (token.type === 'text' && automaticLinks === 0) token.content = typographic(token.content)
  }
}

function typographic(text: string): string {
  return text
    .replace(/(?<!\.)\.{3}(?![./])/g, '…')
    .replace(/(?<=[^-\s])---(?=[^->]|$)|(?<=\s)---(?=\s)/g, '—')
    .replace(/(?<=[^-\s<!])--(?=[^-\s>])|(?<=\s)--(?=\s)/g, '–')
}
