import type { Context } from 'hono'
import { isUnchanged } from '../conditional.ts'
import { chooseEncoding, compressor } from '../encoding.ts'
import { contentType, isBrowser, isText, isXmlFeed } from '../media-types.ts'
import { publicFiles } from '../public-file.ts'

/** Seconds for which a reader need not ask again: the feeds say the same. */
export const MAX_AGE = 900

/** GET and HEAD of any file below public/: feeds above all. Null when there is none. */
export function servePublicFile(folder: string, siteUrl: string) {
  const read = publicFiles(folder)
  const compressed = compressor()
  return async (c: Context): Promise<Response | null> => {
    const path = pathOf(c.req.path)
    const file = path === null ? null : await read(path)
    if (path === null || file === null) return null
    const type = contentType(path)
    const encoding = isText(type) ? chooseEncoding(c.req.header('Accept-Encoding')) : 'identity'
    const plain = isXmlFeed(type) && isBrowser(c.req.header('Accept'))
    const etag = etagOf(file.hash, plain && 'xml', encoding !== 'identity' && encoding)
    c.header('ETag', etag)
    c.header('Last-Modified', new Date(file.modifiedAt).toUTCString())
    c.header('Cache-Control', `public, max-age=${MAX_AGE}`)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Access-Control-Allow-Origin', '*')
    if (isText(type)) c.header('Vary', isXmlFeed(type) ? 'Accept, Accept-Encoding' : 'Accept-Encoding')
    if (isFeed(type)) c.header('Link', `<${siteUrl}${encodeURI(`/${path}`)}>; rel="self"`)
    if (isUnchanged((name) => c.req.header(name), { etag, modifiedAt: file.modifiedAt })) return c.body(null, 304)
    const body = await compressed(file.bytes, file.hash, encoding)
    c.header('Content-Type', plain ? 'application/xml; charset=utf-8' : type)
    c.header('Content-Length', String(body.length))
    if (encoding !== 'identity') c.header('Content-Encoding', encoding)
    return c.body(new Uint8Array(body))
  }
}

/** Strong: each representation, by type and by encoding, has its own (RFC 9110, 8.8.1). */
function etagOf(hash: string, ...variants: (string | false)[]): string {
  return `"${[hash, ...variants.filter((variant) => variant !== false)].join('-')}"`
}

function pathOf(requested: string): string | null {
  try {
    return decodeURIComponent(requested.slice(1))
  } catch {
    return null
  }
}

function isFeed(type: string): boolean {
  return /^application\/(rss\+xml|atom\+xml|feed\+json)/.test(type)
}
