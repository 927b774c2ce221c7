import { embedMarkdown, imageMarkdown, parseArguments } from './shortcode-arguments.ts'

const COMMENT = /\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g
const TAG = /\{%-?\s*([\w-]+)([\s\S]{0,2000}?)-?%\}/g
const OUTPUT =
  /\{\{-?\s*(?:(?:"([^"\n]*)"|'([^'\n]*)')\s*(?:\|[^{}\n]*)?|(?:site|page|layout|post|include|theme|jekyll)\b[^{}\n]*)-?\}\}/g

/** Jekyll and Hexo: tags that point somewhere or show an image become Markdown; all others go, and what they enclose stays. */
export function withoutLiquid(text: string): string {
  return text
    .replace(COMMENT, '')
    .replace(TAG, (_, name: string, rest: string) => tag(name, rest))
    .replace(OUTPUT, (_, double?: string, single?: string) => double ?? single ?? '')
}

function tag(name: string, rest: string): string {
  const given = parseArguments(rest)
  const [first = '', ...others] = given.positional
  switch (name) {
    case 'link':
      return link(first, others)
    case 'post_url':
    case 'post_path':
    case 'asset_path':
      return first
    case 'asset_link':
    case 'post_link':
      return `[${others.join(' ') || first}](<${first}>)`
    case 'asset_img':
    case 'img':
      return image(given.positional)
    default:
      return embedMarkdown(name, given) ?? ''
  }
}

/** Hexo's `link text url`, or Jekyll's `link path`, which is a path from the root of the site. */
function link(first: string, others: string[]): string {
  const target = others.find((argument) => /^(?:https?:)?\//.test(argument))
  if (target !== undefined) return `[${first}](<${target}>)`
  return first.startsWith('/') ? first : `/${first}`
}

/** Hexo's `[class names] path [width] [height] ["title" "alt"]`. */
function image(positional: string[]): string {
  const at = positional.findIndex((argument) => /[./]/.test(argument))
  if (at === -1) return ''
  const words = positional.slice(at + 1).filter((argument) => !/^\d+(?:px|%)?$/.test(argument))
  const quoted = /'([^']*)'|"([^"]*)"/.exec(words[0] ?? '')
  return imageMarkdown(positional[at]!, quoted?.[1] ?? quoted?.[2] ?? words[1] ?? words[0] ?? '')
}
