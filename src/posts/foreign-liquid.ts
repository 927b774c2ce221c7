import { embedMarkdown, imageMarkdown, parseArguments } from './shortcode-arguments.ts'

const COMMENT = /\{%-?\s*comment\s*-?%\}[\s\S]*?\{%-?\s*endcomment\s*-?%\}/g
const TAG = /\{%-?\s*([\w-]+)([\s\S]{0,2000}?)-?%\}/g
const OUTPUT =
  /\{\{-?\s*(?:(?:"([^"\n]*)"|'([^'\n]*)')\s*(?:\|[^{}\n]*)?|(?:site|page|layout|post|include|theme|jekyll)\b[^{}\n]*)-?\}\}/g

const VARIABLE = /\{%-?\s*(?:assign|set|capture|for)\s+([A-Za-z_]\w*)(?:\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')\s*-?%\})?/g
const VARIABLE_OUTPUT = /<\{\{-?\s*([A-Za-z_]\w*)[^{}\n]*\}\}>|\{\{-?\s*([A-Za-z_]\w*)[^{}\n]*\}\}/g
const OPEN_ADDRESS =
  /(\]\()[^()\n]*\{\{[^{}\n]*\}\}[^()\n]*|((?:href|src|poster)=")[^"\n]*\{\{[^"\n]*|((?:href|src|poster)=')[^'\n]*\{\{[^'\n]*/g

/**
 * Jekyll and Hexo: tags that point somewhere or show an image become Markdown; all others go, and what they
 * enclose stays. Variables set to a text are filled in, others go, and so does an address that needs one.
 */
export function withoutLiquid(text: string): string {
  const variables = new Map([...text.matchAll(VARIABLE)].map(([, name, double, single]) => [name, double ?? single]))
  const filled = (whole: string, name: string) => variables.get(name) ?? whole
  const emptied = (whole: string, name: string) => (variables.has(name) ? '' : whole)
  return text
    .replace(COMMENT, '')
    .replace(TAG, (_, name: string, rest: string) => tag(name, rest))
    .replace(OUTPUT, (_, double?: string, single?: string) => double ?? single ?? '')
    .replace(VARIABLE_OUTPUT, (whole, linked?: string, bare?: string) => filled(whole, linked ?? bare ?? ''))
    .replace(OPEN_ADDRESS, (_, ...openings: (string | undefined)[]) => openings.slice(0, 3).join(''))
    .replace(VARIABLE_OUTPUT, (whole, linked?: string, bare?: string) => emptied(whole, linked ?? bare ?? ''))
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
