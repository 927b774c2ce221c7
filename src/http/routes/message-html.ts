import type { Context } from 'hono'
import { readMessage } from '../../smtp/read-inbox.ts'
import { type Localise, shownHtml } from '../local-links.ts'

/** Also where the frame around it is left out: nothing runs, nothing is loaded, nothing is sent. */
const FRAMED = {
  'Content-Security-Policy':
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Cache-Control': 'no-store',
}

/** GET /messages/:name/html: the HTML part alone, for the frame. */
export function messageHtml(dir: string, localise: Localise) {
  return async (c: Context) => {
    const message = await readMessage(dir, c.req.param('name') ?? '')
    return message?.html ? framed(c, message.html, localise) : c.notFound()
  }
}

/** An HTML part as the answer to a request of the frame. */
export function framed(c: Context, source: string, localise: Localise) {
  return c.html(shownHtml(source, localise), 200, FRAMED)
}
