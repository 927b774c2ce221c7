import createParser, { type Env, type MarkdownIt, type StateCore, type Token } from 'markdown-it'
import anchor from 'markdown-it-anchor'
import footnotes from 'markdown-it-footnote'
import { cjkEmphasis } from './cjk-emphasis.ts'
import { withoutForeignSyntax } from './foreign-syntax.ts'
import { highlight } from './highlight.ts'
import { printable } from './printable.ts'
import { smartDashes } from './smart-dashes.ts'
import { taskItems } from './task-items.ts'

let parser: MarkdownIt | undefined

/** The one Markdown dialect of posts: CommonMark, tables, strikethrough, footnotes, tasks and HTML, which is not yet safe. */
export function markdownParser(): MarkdownIt {
  parser ??= build()
  return parser
}

/** Tokens of a post's body, after the syntax of other site generators was taken out; `env` is needed to render them. */
export function parseMarkdown(body: string, env: Env = {}): Token[] {
  return markdownParser().parse(withoutForeignSyntax(printable(body)), env)
}

function build(): MarkdownIt {
  const md = createParser({ html: true, xhtmlOut: true, linkify: true, typographer: true, highlight: codeBlock })
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false }).add('ftp:', null).add('//', null)
  md.core.ruler.at('replacements', smartDashes)
  md.core.ruler.after('inline', 'task_items', taskItems)
  md.use(cjkEmphasis)
  md.use(footnotes)
  md.use(anchor as unknown as (md: MarkdownIt, options: object) => void, {
    slugifyWithState: headingId,
    tabIndex: false,
  })
  md.renderer.rules.footnote_anchor_name = (tokens, index, _options, env) =>
    `-${env?.idPrefix ?? ''}-${Number(tokens[index]?.meta?.id) + 1}`
  md.renderer.rules.footnote_caption = (tokens, index) => `[${Number(tokens[index]?.meta?.id) + 1}]`
  return md
}

function headingId(title: string, state: StateCore): string {
  const slug = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return `${state.env.idPrefix ?? ''}-${slug || 'section'}`
}

function codeBlock(code: string, info: string): string {
  const language = /^\{?\.?([\w+#-]+)/.exec(info)?.[1]?.toLowerCase()
  const html = language === undefined ? undefined : highlight(code, language)
  const escaped = html ?? markdownParser().utils.escapeHtml(code)
  return `<pre><code class="hljs${language === undefined ? '' : ` language-${language}`}">${escaped}</code></pre>`
}
