import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { archivedHtml } from '../../store/edition-archive.ts'
import { basePath } from '../base-path.ts'
import { statusFor } from '../conditional.ts'
import { chooseEncoding, compressor } from '../encoding.ts'
import { neutralHtml } from '../pages/edition-html.ts'
import type { SubscriptionDeps } from '../subscription.ts'
import { MAX_AGE } from './public-file.ts'

/** The words and pictures of the digest are all there is: nothing runs, and no form is sent from here. */
const HEADERS = {
  'Content-Security-Policy':
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src http: https:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': `public, max-age=${MAX_AGE}`,
  'Referrer-Policy': 'no-referrer',
  Vary: 'Accept-Encoding',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'X-Robots-Tag': 'noindex',
}

/** GET /editions/:name: a digest as it was frozen, with nothing in it that was somebody's own. */
export function showEdition(
  { db, config }: Pick<SubscriptionDeps, 'db' | 'config'>,
  find: (name: string) => Promise<number | null>,
) {
  const compressed = compressor()
  const base = basePath(config)
  const subscribe = config.subscribe.open ? `${base}/subscribe` : config.site.url
  return async (c: Context, next: () => Promise<void>) => {
    const name = c.req.param('name') ?? ''
    const id = await find(name)
    const frozen = id === null ? null : await archivedHtml(db, id)
    if (frozen === null) return next()
    const bytes = Buffer.from(neutralHtml(frozen, { subscribe, web: `${base}/editions/${name}` }))
    const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
    const encoding = chooseEncoding(c.req.header('Accept-Encoding'))
    const etag = `"${hash}${encoding === 'identity' ? '' : `-${encoding}`}"`
    const headers = { ...HEADERS, ETag: etag }
    // Without a Last-Modified nobody can ask by date: only the ETag counts.
    const byTag = (field: string) => (/match$/i.test(field) ? c.req.header(field) : undefined)
    const status = statusFor(byTag, { etag, modifiedAt: 0 }, 0)
    if (status !== 200) return c.body(null, status, headers)
    const body = await compressed(bytes, encoding)
    return c.body(new Uint8Array(body), 200, {
      ...headers,
      'Content-Length': String(body.length),
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
    })
  }
}
