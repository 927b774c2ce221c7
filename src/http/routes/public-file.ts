import type { Context } from 'hono'
import { chooseEncoding, compressor } from '../encoding.ts'
import { feedLinks, type LinkedSite } from '../feed-links.ts'
import { isBrowser, isText, isXmlFeed } from '../media-types.ts'
import { publicFiles, streamOf } from '../public-file.ts'
import { send } from '../representation.ts'
import { requestPath } from '../request-path.ts'

/** Seconds for which a reader need not ask again: the feeds say the same. */
export const MAX_AGE = 900

/** GET and HEAD of any file below public/: feeds above all. Null when there is none. */
export function servePublicFile(folder: string, site: LinkedSite) {
  const read = publicFiles(folder)
  const compressed = compressor()
  return async (c: Context): Promise<Response | null> => {
    const path = requestPath(c.req.path)
    const file = path === null ? null : await read(path)
    if (path === null || file === null) return null
    const { type, bytes, hash, mtimeMs } = file
    const links = feedLinks(path, type, site)
    c.header('Cache-Control', `public, max-age=${MAX_AGE}`)
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Access-Control-Allow-Origin', '*')
    if (links !== null) c.header('Link', links)
    if (isText(type)) c.header('Vary', isXmlFeed(type) ? 'Accept, Accept-Encoding' : 'Accept-Encoding')
    if (bytes === null) {
      return send(c, { ...file, encoding: 'identity', etag: etagOf(hash), open: (slice) => streamOf(file, slice) })
    }
    const encoding = isText(type) ? chooseEncoding(c.req.header('Accept-Encoding')) : 'identity'
    const shown = isXmlFeed(type) && isBrowser(c.req.header('Accept'))
    const etag = etagOf(hash, shown && 'xml', encoding !== 'identity' && encoding)
    const body = await compressed(bytes, encoding)
    const open = ({ start, end }: { start: number; end: number }) => body.subarray(start, end + 1)
    return send(c, {
      type: shown ? 'application/xml; charset=utf-8' : type,
      encoding,
      etag,
      mtimeMs,
      size: body.length,
      open,
    })
  }
}

/** Strong: each representation, by type and by encoding, has its own (RFC 9110, 8.8.1). */
function etagOf(hash: string, ...variants: (string | false)[]): string {
  return `"${[hash, ...variants.filter((variant) => variant !== false)].join('-')}"`
}
