import { cutAtTokens, type Personal, readTokenMark } from '../../mail/tokens.ts'

/**
 * The HTML of an edition for everybody to read: where a message has an address, a cadence or links of its reader's own, it
 * speaks of all readers, and its links lead to `subscribe`. `web` is where the edition itself is read.
 */
export function neutralHtml(frozen: string, { subscribe, web }: { subscribe: string; web: string }): string {
  const { html, tokens } = readTokenMark(frozen)
  const link = escaped(subscribe)
  const neutral: Record<keyof Personal, string> = {
    address: 'its subscribers',
    cadence: 'by mail',
    unsubscribe: link,
    preferences: link,
    confirm: link,
    web: escaped(web),
  }
  return cutAtTokens(html, tokens)
    .map((piece) => (typeof piece === 'string' ? piece : neutral[piece.value]))
    .join('')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll("'", '&#39;')
}
