import type { Token } from 'markdown-it'
import { absoluteUrl } from './absolute-url.ts'
import type { LinkList } from './link-list.ts'
import { plainToken, plainWords } from './plain-words.ts'

const MARKS: Record<string, string> = { strong: '*', em: '_', s: '~' }

/** What the words of a text need to know: the post's address, and the list that its links go on. */
export type TextContext = { url: string; links: LinkList }

/** Words as plain text: `label [1]` for links, `[Image: alt]`, `[^1]` for notes, *strong*, _emphasised_; hard breaks are line ends. */
export function inlineText(tokens: Token[], context: TextContext): string {
  const open: { href: string; start: number }[] = []
  let text = ''
  tokens.forEach((token, index) => {
    switch (token.type) {
      case 'link_open':
        open.push({ href: String(token.attrGet('href') ?? ''), start: text.length })
        break
      case 'link_close': {
        const link = open.pop()
        if (link !== undefined) text = text.slice(0, link.start) + linkText(text.slice(link.start), link.href, context)
        break
      }
      case 'image':
        text += imageText(plainWords(token.children ?? []))
        break
      case 'footnote_ref':
        text += `[^${Number(token.meta?.id) + 1}]`
        break
      case 'hardbreak':
        text += '\n'
        break
      default:
        text +=
          MARKS[token.type.replace(/_(?:open|close)$/, '')] ?? plainToken(token, tokens[index - 1], tokens[index + 1])
    }
  })
  return text.trim()
}

function linkText(label: string, href: string, { url, links }: TextContext): string {
  const address = absoluteUrl(href, url)
  if (address === undefined) return label
  if (label.trim() === '') return address
  return bare(label) === bare(address) || bare(label) === bare(href)
    ? label
    : `${label}\u00a0[${links.numberOf(address)}]`
}

/** An address as people write it: a link that shows its own address needs no number. */
function bare(address: string): string {
  return address.replace(/^(?:https?:\/\/|mailto:|tel:)/, '').replace(/\/$/, '')
}

function imageText(alt: string): string {
  return alt.trim() === '' ? '' : `[Image: ${alt.trim()}]`
}
