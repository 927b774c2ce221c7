import { createHash, type KeyObject, verify } from 'node:crypto'

/** What a signature has to be of. */
export type Expected = { domain: string; selector: string; publicKey: KeyObject }

/**
 * Throws unless the message begins with a DKIM-Signature (RFC 6376) by this domain, selector and key that fits its headers
 * and body. Knows rsa-sha256 and relaxed/relaxed, which is what the program itself signs with.
 */
export function verifyDkim(message: Buffer, { domain, selector, publicKey }: Expected): void {
  const [head = '', body = ''] = splitOnce(message.toString('latin1'), '\r\n\r\n')
  const fields = head.split(/\r\n(?![ \t])/)
  const signature = fields.shift() ?? ''
  const tags = readTags(signature)
  if (!/^DKIM-Signature:/i.test(signature)) throw failure('the message has none')
  if (tags.get('d') !== domain.toLowerCase() || tags.get('s') !== selector) {
    throw failure(`it is for "${tags.get('s')}._domainkey.${tags.get('d')}", not "${selector}._domainkey.${domain}"`)
  }
  if (tags.get('bh') !== createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64')) {
    throw failure('its body hash does not fit')
  }
  const unsigned = signature.replace(/([;\s]b=)[^;]*/, '$1')
  const signed = [...(tags.get('h') ?? '').split(':').map((name) => fieldOf(fields, name)), relaxedField(unsigned)]
  const bytes = Buffer.from(signed.join('\r\n'), 'latin1')
  if (!verify('sha256', bytes, publicKey, Buffer.from(tags.get('b') ?? '', 'base64'))) {
    throw failure('it does not fit the header fields and the key')
  }
}

function readTags(signature: string): Map<string, string> {
  const list = splitOnce(signature, ':')[1] ?? ''
  return new Map(
    list.split(';').map((tag): [string, string] => {
      const [name = '', value = ''] = splitOnce(tag, '=')
      return [name.trim(), value.replace(/\s+/g, '')]
    }),
  )
}

/** The last field of a name is the one that is signed first (RFC 6376, 5.4.2). */
function fieldOf(fields: string[], name: string): string {
  const field = fields.findLast((line) => line.toLowerCase().startsWith(`${name}:`))
  if (field === undefined) throw failure(`it names the field ${name}, which the message does not have`)
  return relaxedField(field)
}

/** RFC 6376, 3.4.2. */
function relaxedField(field: string): string {
  const [name = '', value = ''] = splitOnce(field, ':')
  return `${name.trim().toLowerCase()}:${value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`
}

/** RFC 6376, 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replace(/[ \t]+/g, ' ').replace(/ $/, ''))
  while (lines.at(-1) === '') lines.pop()
  return lines.map((line) => `${line}\r\n`).join('')
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

function failure(reason: string): Error {
  return new Error(
    `DKIM: the program's own signature does not verify: ${reason}. Check DKIM_PRIVATE_KEY and digest.dkim.`,
  )
}
