import { createHash } from 'node:crypto'

/**
 * Some lines of a body as DKIM hashes them (RFC 6376, 3.4.4): runs of blanks are one space, and none ends a line. What was
 * cut at ends of lines may be made canonical piece by piece.
 */
export function canonicalLines(lines: Buffer): Buffer {
  const text = lines.toString('latin1')
  const canonical = text.replace(/[ \t]+(\r\n|$)/g, '$1').replace(/[ \t]+/g, ' ')
  return canonical === text ? lines : Buffer.from(canonical, 'latin1')
}

/** A whole body as DKIM hashes it: it ends with one line break, or is empty. */
export function canonicalBody(body: Buffer): Buffer {
  const text = canonicalLines(body).toString('latin1')
  const end = text.replace(/(\r\n)+$/, '')
  return Buffer.from(end === '' ? '' : `${end}\r\n`, 'latin1')
}

/** The body hash of a DKIM signature, in base64, from the canonical pieces of a body in their order. */
export function bodyHash(pieces: readonly Buffer[]): string {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('base64')
}
