import type { Context } from 'hono'
import { isRangeMeant, statusFor } from './conditional.ts'
import { type Slice, sliceOf } from './range.ts'

/** A file in one type and one encoding (RFC 9110, 3.2). */
export type Representation = {
  type: string
  encoding: 'br' | 'gzip' | 'identity'
  /** Strong. */
  etag: string
  mtimeMs: number
  /** In bytes, encoded. */
  size: number
  open: (slice: Slice) => Uint8Array<ArrayBuffer> | Promise<ReadableStream>
}

/** Answers GET and HEAD with it: whole, in part, or not at all, as the conditions of the request want (RFC 9110, 13 and 14). */
export async function send(
  c: Context,
  { type, encoding, etag, mtimeMs, size, open }: Representation,
): Promise<Response> {
  const now = Date.now()
  const header = (name: string) => c.req.header(name)
  const current = { etag, modifiedAt: wholeSeconds(mtimeMs) }
  c.header('ETag', etag)
  // RFC 9110, 8.8.2.1: never later than the answer itself.
  c.header('Last-Modified', new Date(Math.min(current.modifiedAt, wholeSeconds(now))).toUTCString())
  c.header('Accept-Ranges', 'bytes')
  const status = statusFor(header, current, now)
  if (status !== 200) return c.body(null, status)
  const isHead = c.req.method === 'HEAD'
  const slice = isHead || !isRangeMeant(header, current, now) ? 'whole' : sliceOf(header('Range'), size)
  if (slice === 'none') return c.body(null, 416, { 'Content-Range': `bytes */${size}` })
  const { start, end } = slice === 'whole' ? { start: 0, end: size - 1 } : slice
  c.header('Content-Type', type)
  if (encoding !== 'identity') c.header('Content-Encoding', encoding)
  c.header('Content-Length', String(end - start + 1))
  if (isHead) return c.body(null)
  const body = await open({ start, end })
  return slice === 'whole' ? c.body(body) : c.body(body, 206, { 'Content-Range': `bytes ${start}-${end}/${size}` })
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}
