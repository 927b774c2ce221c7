import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

/** What a page may load besides its own inline style. */
export type Allowance = { scripts?: boolean; frames?: boolean }

/**
 * Headers of every page: its own style and forms are all that works in it, nobody frames it, caches it, indexes it or learns its
 * address. `style` is the text of the page's one style element.
 */
export function pageHeaders(style: string, allow: Allowance = {}): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [`'sha256-${createHash('sha256').update(style).digest('base64')}'`],
      ...(allow.scripts && { scriptSrc: ["'self'"], connectSrc: ["'self'"] }),
      ...(allow.frames && { frameSrc: ["'self'"] }),
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    // Whether the site is to be https only is for whoever runs the proxy in front to say.
    strictTransportSecurity: false,
  })
  return async (c, next) => {
    await secure(c, next)
    c.header('Cache-Control', 'no-store')
    c.header('X-Robots-Tag', 'noindex, nofollow')
  }
}
