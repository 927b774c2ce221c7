import { imageMarkdown } from './shortcode-arguments.ts'

const COMMENT = /(?<![\w%])%%(?!%)[\s\S]{0,5000}?%%(?!%)/g
const CALLOUT = /^((?:[ \t]*>)+[ \t]*)\[!([\w-]+)(?:\|[^\]\n]*)?\][+-]?[ \t]*(.*)$/gm
const WIKILINK = /(!?)\[\[(?![\s[])([^[\]|\n]+?)\\?(?:\|([^[\]\n]*))?\]\](?![([:])/g
const MARK = /(?<![=\w])==(?=[^\s=])([^=\n]*[^\s=])==(?![=\w])/g
const IMAGE = /\.(?:png|jpe?g|gif|webp|avif|svg|bmp)$/i

/** Obsidian: wikilinks become their label, embedded pictures images, callouts quotes with a bold title; comments go. */
export function withoutVaultSyntax(text: string): string {
  return text
    .replace(COMMENT, '')
    .replace(CALLOUT, (_, quote: string, kind: string, title: string) => callout(quote, kind, title))
    .replace(WIKILINK, (written, embedded: string, target: string, label?: string) => {
      if (embedded === '!') return embed(target, label)
      return isDefined(text, target) ? written : label || target.replace(/^#/, '').replaceAll('#', ' > ')
    })
    .replace(MARK, '<mark>$1</mark>')
}

function callout(quote: string, kind: string, title: string): string {
  const words = title.trim().replaceAll('*', '') || kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase()
  return `${quote}**${words}**\n${quote.trimEnd()}`
}

function embed(target: string, label: string | undefined): string {
  if (IMAGE.test(target)) return imageMarkdown(target, /^\d+(?:x\d+)?$/.test(label ?? '') ? '' : (label ?? ''))
  if (/\.\w{2,4}$/.test(target)) return `[${label || target}](<${target}>)`
  return label || target
}

/** `[[1]]` is a reference link in brackets where the post defines `[1]: ...`. */
function isDefined(text: string, label: string): boolean {
  return text.includes(`[${label}]:`)
}
