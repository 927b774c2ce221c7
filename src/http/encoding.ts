import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { parseAccept } from 'hono/utils/accept'

export type Encoding = 'br' | 'gzip' | 'identity'

/** The encoding that the client likes best among those we have (RFC 9110, 12.5.3); of equals the smaller one. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (!acceptEncoding) return 'identity'
  const weights = new Map(parseAccept(acceptEncoding).map(({ type, q }) => [nameOf(type), q]))
  const weight = (name: Encoding) => weights.get(name) ?? (name === 'identity' ? 0.001 : (weights.get('*') ?? 0))
  const best = (['br', 'gzip', 'identity'] as const).toSorted((a, b) => weight(b) - weight(a))[0]
  return best && weight(best) > 0 ? best : 'identity'
}

/** RFC 9110, 8.4.1.3: x-gzip is gzip by its old name. */
function nameOf(encoding: string): string {
  return encoding.toLowerCase().replace(/^x-gzip$/, 'gzip')
}

/** Compresses bytes once for each encoding, for as long as somebody holds them. */
export function compressor(): (bytes: Buffer<ArrayBuffer>, encoding: Encoding) => Promise<Buffer<ArrayBuffer>> {
  const kept = new WeakMap<Buffer, Map<Encoding, Promise<Buffer<ArrayBuffer>>>>()
  return (bytes, encoding) => {
    const encoded = kept.get(bytes) ?? new Map()
    kept.set(bytes, encoded)
    const result = encoded.get(encoding) ?? compress(bytes, encoding)
    encoded.set(encoding, result)
    return result
  }
}

async function compress(bytes: Buffer<ArrayBuffer>, encoding: Encoding): Promise<Buffer<ArrayBuffer>> {
  if (encoding === 'gzip') return promisify(gzip)(bytes, { level: 9 })
  if (encoding === 'identity') return bytes
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
  return promisify(brotliCompress)(bytes, { params })
}
