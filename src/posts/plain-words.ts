import type { Token } from 'markdown-it'

const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303f\uff00-\uffef]/u

/** The words of a paragraph without any mark, in one line; images, HTML and footnote marks are left out. */
export function plainWords(tokens: Token[]): string {
  return tokens.map((token, index) => plainToken(token, tokens[index - 1], tokens[index + 1])).join('')
}

/** What one token adds to `plainWords`. A line that ends between Chinese or Japanese characters leaves no space. */
export function plainToken(token: Token, before: Token | undefined, after: Token | undefined): string {
  if (token.type === 'text' || token.type === 'code_inline') return token.content
  if (token.type !== 'softbreak' && token.type !== 'hardbreak') return ''
  const joined = UNSPACED.test(before?.content.at(-1) ?? '') && UNSPACED.test(after?.content.at(0) ?? '')
  return joined ? '' : ' '
}
