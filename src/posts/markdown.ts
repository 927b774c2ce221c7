import type { Token } from 'markdown-it'
import { markdownParser, parseMarkdown } from './markdown-parser.ts'
import { nestProperly } from './nesting.ts'
import { idPrefix, sanitise } from './sanitise.ts'

const HTML_HEADING = /<(\/?)h([1-6])(?=[\s/>])/gi

/**
 * A post's body as safe HTML: the allowlist of `sanitise`, addresses absolute against `url`, ids unique to the post,
 * headings from h2 on. The same input gives the same bytes; nothing throws.
 */
export function renderMarkdown(body: string, options: { url: string }): string {
  const env = { idPrefix: idPrefix(options.url) }
  const tokens = parseMarkdown(body, env)
  shiftHeadings(tokens)
  tokens.forEach(alignCell)
  const markdown = markdownParser()
  const html = sanitise(markdown.renderer.render(tokens, markdown.options, env), options)
  return mayNestWrongly(tokens) ? nestProperly(html, options) : html
}

/** Of all that Markdown can say, only HTML and an address in angle brackets within a link nest in a wrong way. */
function mayNestWrongly(tokens: Token[]): boolean {
  return tokens.some(
    ({ type, markup, children }) =>
      type.startsWith('html_') || markup === 'autolink' || (children !== null && mayNestWrongly(children)),
  )
}

function shiftHeadings(tokens: Token[]): void {
  const html = tokens.flatMap((token) => [token, ...(token.children ?? [])]).filter((t) => t.type.startsWith('html_'))
  const headings = tokens.filter((token) => token.type.startsWith('heading_'))
  const levels = [
    ...headings.map((token) => Number(token.tag[1])),
    ...html.flatMap((token) => [...token.content.matchAll(HTML_HEADING)].map((match) => Number(match[2]))),
  ]
  const shift = 2 - Math.min(...levels)
  if (levels.length === 0 || shift === 0) return
  for (const token of headings) token.tag = `h${shifted(token.tag[1]!, shift)}`
  for (const token of html) {
    token.content = token.content.replace(HTML_HEADING, (_, slash, level) => `<${slash}h${shifted(level, shift)}`)
  }
}

function shifted(level: string, shift: number): number {
  return Math.min(6, Number(level) + shift)
}

function alignCell(token: Token): void {
  const align = /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? ''))?.[1]
  if (align !== undefined) token.attrSet('align', align)
}
