import { createHash, type KeyObject, verify } from 'node:crypto'

/** What a signature has to be of. */
export type Expected = { domain: string; selector: string; publicKey: KeyObject }

/**
 * Throws unless the message has a DKIM-Signature (RFC 6376, RFC 8463) by this domain, selector and key that fits its
 * headers and body. Knows relaxed/relaxed with rsa-sha256 or ed25519-sha256, by the type of the key. It shares no code with
 * what signs: the two would be wrong together.
 */
export function verifyDkim(message: Buffer, expected: Expected): void {
  const [head = '', body = ''] = splitOnce(message.toString('latin1'), '\r\n\r\n')
  const fields = head.split(/\r\n(?![ \t])/)
  const signature = findSignature(fields, expected)
  const tags = readTags(signature)
  const algorithm = expected.publicKey.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256'
  for (const [tag, value] of Object.entries({ v: '1', a: algorithm, c: 'relaxed/relaxed' })) {
    if (tags.get(tag) !== value) throw failure(`its ${tag}= is "${tags.get(tag)}", not "${value}"`)
  }
  if (tags.get('bh') !== sha256(relaxedBody(body)).toString('base64')) throw failure('its body hash does not fit')
  const unsigned = signature.replace(/([;\s]b=)[^;]*/, '$1')
  const signed = [...fieldsOf(fields, tags.get('h') ?? ''), relaxedField(unsigned)].join('\r\n')
  if (!isBy(expected.publicKey, signed, Buffer.from(tags.get('b') ?? '', 'base64'))) {
    throw failure('it does not fit the header fields and the key')
  }
}

function findSignature(fields: string[], { domain, selector }: Expected): string {
  const signatures = fields.filter((field) => /^DKIM-Signature[ \t]*:/i.test(field))
  const names = signatures.map((field) => {
    const tags = readTags(field)
    return `${tags.get('s')}._domainkey.${tags.get('d')}`
  })
  const wanted = `${selector}._domainkey.${domain}`
  const own = signatures[names.indexOf(wanted)]
  if (own !== undefined) return own
  throw failure(names.length === 0 ? 'the message has none' : `it is for "${names.join('", "')}", not "${wanted}"`)
}

function isBy(key: KeyObject, signed: string, signature: Buffer): boolean {
  return key.asymmetricKeyType === 'ed25519'
    ? verify(null, sha256(signed), key, signature)
    : verify('sha256', Buffer.from(signed, 'latin1'), key, signature)
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'latin1').digest()
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

/** The last field of a name is signed first, and one that is not there is signed as nothing (RFC 6376, 5.4.2). */
function fieldsOf(fields: string[], names: string): string[] {
  const left = [...fields]
  return names.split(':').flatMap((name) => {
    const at = left.findLastIndex((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))
    return at < 0 ? [] : left.splice(at, 1).map(relaxedField)
  })
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
