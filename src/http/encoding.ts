import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { parseAccept } from 'hono/utils/accept'

export type Encoding = 'br' | 'gzip' | 'identity'

const MOST = 200

/** The encoding that the client likes best among those we have (RFC 9110, 12.5.3); of equals the smaller one. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (!acceptEncoding) return 'identity'
  const weights = new Map(parseAccept(acceptEncoding).map(({ type, q }) => [type.toLowerCase(), q]))
  const weight = (name: Encoding) => weights.get(name) ?? (name === 'identity' ? 0.001 : (weights.get('*') ?? 0))
  const best = (['br', 'gzip', 'identity'] as const).toSorted((a, b) => weight(b) - weight(a))[0]
  return best && weight(best) > 0 ? best : 'identity'
}

/** Compresses, each content once: `key` stands for the content. */
export function compressor(): (bytes: Buffer, key: string, encoding: Encoding) => Promise<Buffer> {
  const kept = new Map<string, Promise<Buffer>>()
  return (bytes, key, encoding) => {
    const name = `${encoding} ${key}`
    const result = kept.get(name) ?? compress(bytes, encoding)
    if (kept.size >= MOST) kept.clear()
    kept.set(name, result)
    return result
  }
}

async function compress(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(bytes, { level: 9 })
  if (encoding === 'identity') return bytes
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return promisify(brotliCompress)(bytes, { params })
}
