/** Bytes of a file, both ends in it, counted from 0. */
export type Slice = { start: number; end: number }

/**
 * The one slice that a Range header asks for (RFC 9110, 14.1.2). `whole` where there is none, where it is no range of bytes,
 * and for several at once, which a server may answer with everything; `none` where the file has no such bytes.
 */
export function sliceOf(range: string | undefined, size: number): Slice | 'whole' | 'none' {
  const [, first, last] = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(range ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return 'whole'
  if (first === '') {
    if (Number(last) === 0) return 'none'
    return size === 0 ? 'whole' : { start: Math.max(0, size - Number(last)), end: size - 1 }
  }
  if (last !== '' && Number(last) < Number(first)) return 'whole'
  if (Number(first) >= size) return 'none'
  return { start: Number(first), end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
