import { isUtf8 } from 'node:buffer'

const UTF8 = new TextDecoder()

/** Why a text cannot be used: `error` names the value and the fix; `line` is 1-based. */
export type Unreadable = { error: string; line: number | null }

/** UTF-8, with or without byte order mark, or UTF-16 with one; the mark is no part of the text. */
export function decodeText(bytes: Buffer): string | Unreadable {
  const wide = wideEncoding(bytes)
  if (wide) return decodeWide(bytes, wide)
  if (!isUtf8(bytes)) return findInvalid(bytes)
  const nul = bytes.indexOf(0)
  if (nul >= 0) return { error: 'a NUL byte stands in the text. Save the file as UTF-8.', line: lineAt(bytes, nul) }
  return UTF8.decode(bytes)
}

function wideEncoding(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function decodeWide(bytes: Buffer, encoding: string): string | Unreadable {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return { error: 'the file opens as UTF-16 and is not. Save it as UTF-8.', line: null }
  }
}

function findInvalid(bytes: Buffer): Unreadable {
  let start = 0
  let line = 1
  for (let end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    start = end + 1
    line++
  }
  const valid = Buffer.byteLength(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(start)).split('\ufffd')[0]!,
  )
  const value = bytes[start + valid]!.toString(16).toUpperCase()
  return { error: `the byte 0x${value} is no UTF-8. Save the file as UTF-8.`, line }
}

function lineAt(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === 10).length + 1
}
