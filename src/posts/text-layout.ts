import { markdownBlocks } from './text-blocks.ts'

/**
 * How a text without front matter is laid out: `markdown` is left alone; in `lines` every line is a paragraph; in
 * `spaced` blank lines stand between paragraphs and nothing else is marked up.
 */
export type Layout = 'markdown' | 'lines' | 'spaced'

const STRUCTURE = [
  /^ {0,3}#{1,6}[ \t]+\S/m,
  /^(?=.*[^\s=-]).*\n {0,3}(?:=+|-{2,})[ \t]*$/m,
  /^ {0,3}(?:`{3,}|~{3,})/m,
  /^[ \t]*\|?[ \t]*:?-+:?[ \t]*\|[ \t|:-]*$/m,
  /^ {0,3}\[[^\]\n]+\]:[ \t]*\S/m,
]

const MARKS = [
  /^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S/m,
  /^ {0,3}>/m,
  /^(?: {4}|\t)\S/m,
  /\]\(\S/,
  /(?:\*\*|__)\S/,
  /(?<![\w*])[*_](?=[^\s*_])[^*_\n]*[^\s*_][*_](?![\w*])/,
  /`[^`\n]+`/,
  /<(?:\/[a-z]|(?:a|abbr|b|br|code|del|details|div|em|figure|h[1-6]|hr|i|img|ins|kbd|p|pre|s|span|strong|sub|sup|u)[\s/>])/i,
  /\{[%{<]/,
]

const LIST_OR_QUOTE = /^(?:[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S|[ \t]*>|[ \t]+\S)/
const SENTENCE_END = /[.!?…:。！？][)"'”’»\]*_]*$/

/** The layout of a clean text. In doubt it is `markdown`. */
export function layoutOf(text: string): Layout {
  if (STRUCTURE.some((mark) => mark.test(text))) return 'markdown'
  const lines = text.split('\n').map((line) => line.trimEnd())
  if (isHardWrapped(lines)) return 'markdown'
  if (hasLineParagraphs(lines)) return 'lines'
  const words = text.replace(/<!--[\w \t-]{0,40}?-->/g, '')
  return MARKS.some((mark) => mark.test(words)) ? 'markdown' : 'spaced'
}

/** Lines that break inside a sentence: nothing ends there, and the next line goes on without a capital. */
function isHardWrapped(lines: string[]): boolean {
  let pairs = 0
  let wraps = 0
  for (const [at, line] of lines.entries()) {
    const next = lines[at + 1]
    if (!next || line.length < 30 || LIST_OR_QUOTE.test(next)) continue
    pairs++
    if (!SENTENCE_END.test(line) && !/^[\p{Lu}\p{Lt}\p{N}\p{P}\p{S}]/u.test(next)) wraps++
  }
  return wraps > pairs / 4
}

/** One block without blank lines holds most of the text, and lines in it end as paragraphs do. */
function hasLineParagraphs(lines: string[]): boolean {
  const blocks = markdownBlocks(lines).map((block) =>
    block.text.split('\n').filter((line) => !LIST_OR_QUOTE.test(line)),
  )
  const most = blocks.reduce((largest, block) => (block.length > largest.length ? block : largest), [])
  const all = lines.filter((line) => line !== '').length
  return most.length > 1 && most.length > all / 2 && most.some((line) => line.length >= 30 && SENTENCE_END.test(line))
}
