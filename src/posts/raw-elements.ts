const RAW = 'script|style|title|textarea|xmp|iframe|svg|template|noembed|noframes'
const SELF_CLOSED = new RegExp(`<(${RAW})\\b([^<>]*)/>`, 'gi')
const OPENING = new RegExp(`<(${RAW})(?=[\\s/>])`, 'gi')
const CLOSING = new RegExp(`</(${RAW})(?=[\\s/>])`, 'gi')

/**
 * HTML in which no raw-text element swallows the rest of the post: `<iframe/>` gets its end tag, and an opening tag
 * that no end tag follows, such as a bare <title> in prose, becomes text.
 */
export function closeRawElements(html: string): string {
  const closed = html.replace(SELF_CLOSED, '<$1$2></$1>')
  const lastClosing = new Map([...closed.matchAll(CLOSING)].map((match) => [match[1]!.toLowerCase(), match.index]))
  return closed.replace(OPENING, (tag, name: string, offset: number) =>
    offset < (lastClosing.get(name.toLowerCase()) ?? -1) ? tag : `&lt;${tag.slice(1)}`,
  )
}
