import type { MiddlewareHandler } from 'hono'
import { note, type PageSite } from './pages/layout.ts'

/** Refuses a POST that a browser sends for a page of another site. The token in the path is the real proof; this is the second. */
export function sameSiteOnly(site: PageSite): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== 'POST' || c.req.header('Sec-Fetch-Site') !== 'cross-site') return next()
    return c.html(note(site, 'Not from here', 'Open the page from a message that you got, and use its button.'), 403)
  }
}
