import type { Context } from 'hono'
import { readSource } from '../../smtp/read-inbox.ts'

/** GET /messages/:name/file: the message as it was received, byte for byte. */
export function messageFile(dir: string) {
  return async (c: Context) => {
    const name = c.req.param('name') ?? ''
    const raw = await readSource(dir, name)
    if (!raw) return c.notFound()
    return c.body(new Uint8Array(raw), 200, {
      'Content-Type': 'message/rfc822',
      'Content-Disposition': `attachment; filename="${name}"`,
      'X-Content-Type-Options': 'nosniff',
    })
  }
}
