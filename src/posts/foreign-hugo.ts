import { type Arguments, embedMarkdown, imageMarkdown, parseArguments } from './shortcode-arguments.ts'

const SHORTCODE = /\{\{[<%]\s*(\/?)\s*([\w./-]+)([\s\S]{0,2000}?)\/?\s*[>%]\}\}/g

/** Hugo: figures become images, embeds links, references their target; other shortcodes go, and what they enclose stays. */
export function withoutShortcodes(text: string): string {
  return text.replace(SHORTCODE, (_, slash: string, name: string, rest: string) =>
    slash === '/' ? '' : shortcode(name, parseArguments(rest)),
  )
}

function shortcode(name: string, given: Arguments): string {
  const { named, positional } = given
  switch (name) {
    case 'figure':
    case 'image':
    case 'img':
      return figure(given)
    case 'ref':
    case 'relref':
      return named.path ?? positional[0] ?? ''
    default:
      return embedMarkdown(name, given) ?? ''
  }
}

function figure({ named, positional }: Arguments): string {
  const src = named.src ?? positional[0]
  if (src === undefined || src === '') return ''
  const image = imageMarkdown(src, named.alt ?? '', named.caption || named.title)
  return named.link === undefined ? image : `[${image}](<${named.link}>)`
}
