import { createHash, sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { DkimKey } from './dkim-keys.ts'

/** RFC 6376, 5.4.1, with what RFC 8058 and Gmail want covered besides. */
const SIGNED = [
  'from reply-to to subject date message-id mime-version content-type feedback-id auto-submitted precedence',
  'list-id list-archive list-help list-owner list-post list-unsubscribe list-unsubscribe-post',
].flatMap((names) => names.split(' '))

/** Named once more than they are there, so that nobody can add a second one (RFC 6376, 8.15). */
const ONCE = ['from', 'reply-to', 'to', 'subject', 'date', 'content-type']

/** The field names of `h=`, and the bytes that they stand for. */
export type SignedFields = { names: string; canonical: string }

/** What of a message's header is signed; `head` is its fields with CRLF between them. */
export function signedFields(head: string): SignedFields {
  const fields = new Map<string, string>()
  for (const field of head.split(/\r\n(?![ \t])/)) {
    const canonical = canonicalField(field)
    fields.set(canonical.slice(0, canonical.indexOf(':')), `${canonical}\r\n`)
  }
  const present = SIGNED.filter((name) => fields.has(name))
  const names = [...present, ...ONCE].join(':')
  return { names, canonical: present.map((name) => fields.get(name)).join('') }
}

const signOffThread = promisify(sign)

/**
 * One DKIM-Signature field with its CRLF, relaxed/relaxed. It holds no time: the same message and key give the same field.
 * The key works on a thread of the pool, beside which messages are sent.
 */
export async function dkimField(own: DkimKey, { names, canonical }: SignedFields, bodyHash: string): Promise<string> {
  const field =
    `DKIM-Signature: v=1; a=${own.algorithm}; c=relaxed/relaxed; d=${own.domain};\r\n s=${own.selector};\r\n` +
    ` h=${names.match(/.{1,70}(?::|$)/g)?.join('\r\n  ')};\r\n bh=${bodyHash};\r\n b=`
  const bytes = Buffer.from(canonical + canonicalField(field), 'latin1')
  const signature = await (own.algorithm === 'rsa-sha256'
    ? signOffThread('sha256', bytes, own.key)
    : signOffThread(null, createHash('sha256').update(bytes).digest(), own.key))
  return `${field}${signature.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n ')}\r\n`
}

/** RFC 6376, 3.4.2. */
function canonicalField(field: string): string {
  const colon = field.indexOf(':')
  const value = field.slice(colon + 1).replace(/[ \t\r\n]+/g, ' ')
  return `${field.slice(0, colon).trim().toLowerCase()}:${value.trim()}`
}
