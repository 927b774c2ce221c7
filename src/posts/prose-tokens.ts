import type { Env, Token } from 'markdown-it'
import { htmlTokens } from './html-tokens.ts'
import { markdownParser } from './markdown-parser.ts'

/** Tokens of a post without any HTML: what the writer put as HTML stands as the tokens of the same thing in Markdown. */
export function proseTokens(tokens: Token[], env: Env, url: string): Token[] {
  return tokens.flatMap((token) => {
    if (token.type === 'html_block') return htmlTokens(token.content, url)
    if (token.children?.some((child) => child.type === 'html_inline'))
      token.children = wordsFromHtml(token.children, env, url)
    return [token]
  })
}

function wordsFromHtml(words: Token[], env: Env, url: string): Token[] {
  const { renderer, options } = markdownParser()
  const html = renderer.renderInline(words, options as Parameters<typeof renderer.renderInline>[1], env)
  return htmlTokens(html, url).flatMap((token) => token.children ?? [])
}
