import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Config } from '../config/schema.ts'
import { verifyDkim } from './dkim-verify.ts'
import { senderOf } from './mailbox.ts'

/** Signs messages. `warnings` are sentences for the person who runs the site. */
export type DkimSigner = {
  /** The message with a DKIM-Signature field before its others. Its bytes are otherwise unchanged, and so is the signature. */
  sign(raw: Buffer): Promise<Buffer>
  /** Signs a sample and verifies it with the public half of the key; rejects when that fails. */
  check(): Promise<void>
  warnings: string[]
}

/** RFC 6376, 5.4.1, with what RFC 8058 and Gmail want covered besides. */
const SIGNED = [
  'From:Reply-To:To:Subject:Date:Message-ID:MIME-Version:Content-Type:Feedback-ID:Auto-Submitted:Precedence',
  'List-Id:List-Archive:List-Help:List-Owner:List-Post:List-Unsubscribe:List-Unsubscribe-Post',
].join(':')

/**
 * The signer that `digest.dkim` asks for, with the RSA key (RFC 6376, RFC 8301) in PEM form; null when it asks for none.
 * Throws, with the fix, when the key is missing, cannot be read, or has less than 1024 bits. Nothing is signed before the
 * program has verified a signature of its own.
 */
export function loadDkim(config: Config, privateKeyPem: string | undefined): DkimSigner | null {
  const { dkim } = config.digest
  if (!dkim) return null
  const key = readKey(privateKeyPem, dkim.selector)
  const publicKey = createPublicKey(key)
  const sign = async (raw: Buffer) => {
    const { default: Dkim } = await import('nodemailer/lib/dkim')
    const keyOf = { domainName: dkim.domain, keySelector: dkim.selector, privateKey: key }
    const chunks = await new Dkim({ ...keyOf, headerFieldNames: SIGNED }).sign(raw).toArray()
    const signed = Buffer.concat(chunks)
    // nodemailer passes a message on unsigned when signing fails.
    if (!signed.subarray(0, 15).equals(FIRST_FIELD))
      throw new Error('DKIM: the message could not be signed. It was not sent.')
    return signed
  }
  let checked: Promise<void> | undefined
  const check = () => {
    checked ??= sign(SAMPLE).then((signed) => verifyDkim(signed, { ...dkim, publicKey }))
    return checked
  }
  return { sign: (raw) => check().then(() => sign(raw)), check, warnings: warningsOf(config, key) }
}

const FIRST_FIELD = Buffer.from('DKIM-Signature:')

const SAMPLE = Buffer.from(
  'From: Ada <ada@example.org>\r\nTo: grace@example.com\r\nSubject: Sample\r\nList-Unsubscribe: <https://example.org/>\r\n' +
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nA  sample.\r\n',
)

function readKey(pem: string | undefined, selector: string): KeyObject {
  if (!pem?.trim()) {
    throw new Error(
      `DKIM_PRIVATE_KEY: is empty, but digest.dkim wants signatures for selector "${selector}". ` +
        'Set it to the private key in PEM form, or remove digest.dkim.',
    )
  }
  const key = parseKey(pem.trim().replaceAll('\\n', '\n'))
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa') {
    throw new Error(`DKIM_PRIVATE_KEY: is a key of type ${key.asymmetricKeyType}. Use an RSA key of 2048 bits.`)
  }
  if (bits < 1024) throw new Error(`DKIM_PRIVATE_KEY: has ${bits} bits. Use an RSA key of 2048 bits.`)
  return key
}

function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new Error(
      'DKIM_PRIVATE_KEY: cannot be read as a private key. It begins with "-----BEGIN PRIVATE KEY-----" and has no ' +
        'password; make one with: openssl genrsa 2048',
    )
  }
}

function warningsOf(config: Config, key: KeyObject): string[] {
  const warnings: string[] = []
  const domain = config.digest.dkim?.domain.toLowerCase() ?? ''
  const sender = senderOf(config).address.replace(/^.*@/, '').toLowerCase()
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) {
    warnings.push('DKIM_PRIVATE_KEY: has less than 2048 bits. Some receivers trust such signatures less.')
  }
  if (sender !== domain && !sender.endsWith(`.${domain}`) && !domain.endsWith(`.${sender}`)) {
    warnings.push(
      `digest.dkim.domain: "${domain}" is not the domain of the sender, "${sender}". DMARC counts no such signature.`,
    )
  }
  return warnings
}
