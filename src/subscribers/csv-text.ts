/** A file that was read whole, or its chunks. */
export type CsvInput = string | AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>

const PIECE = 65_536

/**
 * The text of a CSV file, chunk by chunk: without a byte order mark, each line ended by \n alone. Bytes are UTF-8, or
 * UTF-16 when a byte order mark says so; what is neither becomes U+FFFD.
 */
export async function* readText(input: CsvInput): AsyncGenerator<string> {
  const decode = decoder()
  let carried = ''
  let isFirst = true
  for await (const chunk of typeof input === 'string' ? pieces(Buffer.from(input)) : input) {
    const text = carried + (typeof chunk === 'string' ? chunk : decode(chunk))
    if (text === '') continue
    carried = text.endsWith('\r') ? '\r' : ''
    yield clean(carried ? text.slice(0, -1) : text, isFirst)
    isFirst = false
  }
  yield clean(carried + decode(), isFirst)
}

function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE)
}

function clean(text: string, isFirst: boolean): string {
  const lines = text.replace(/\r\n?/g, '\n')
  return isFirst && lines.startsWith('\ufeff') ? lines.slice(1) : lines
}

/** Decodes chunks that may end within a character; without a chunk, what is left at the end. */
function decoder(): (chunk?: Uint8Array) => string {
  let utf: TextDecoder | undefined
  let start = new Uint8Array()
  return (chunk) => {
    if (utf) return chunk ? utf.decode(chunk, { stream: true }) : utf.decode()
    start = Buffer.concat([start, chunk ?? new Uint8Array()])
    if (chunk && start.length < 2) return ''
    utf = new TextDecoder(encodingOf(start))
    return utf.decode(start, { stream: chunk !== undefined })
  }
}

function encodingOf(start: Uint8Array): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}
