import { createPublicKey } from 'node:crypto'
import type { Config } from '../config/schema.ts'
import { bodyHash, canonicalBody } from './canonical-body.ts'
import { dkimField, signedFields } from './dkim-field.ts'
import { type DkimKey, type DkimSecrets, readDkimKeys } from './dkim-keys.ts'
import { verifyDkim } from './dkim-verify.ts'
import { senderDomain } from './mailbox.ts'
import type { OutgoingMessage } from './message.ts'

/** Signs messages. `warnings` are sentences for the person who runs the site. */
export type DkimSigner = {
  /**
   * The bytes of the message with a DKIM-Signature field for each key before its others, always the same. Rejects when it
   * cannot be signed: nothing is ever handed back unsigned.
   */
  sign(message: Signable): Promise<Buffer>
  /** Signs a sample and verifies it with the public halves of the keys; rejects when that fails. */
  check(): Promise<void>
  warnings: string[]
}

type Signable = Pick<OutgoingMessage, 'raw' | 'bodyHash'>

/**
 * The signer that `digest.dkim` asks for (RFC 6376); null when it asks for none. Throws, with the fix, when a key is missing
 * or cannot sign. Nothing is signed before the program has verified a signature of its own, and the first message is
 * verified before it goes out.
 */
export function loadDkim(config: Config, secrets: DkimSecrets): DkimSigner | null {
  const keys = readDkimKeys(config.digest.dkim, secrets)
  if (keys.length === 0) return null
  const verifiers = keys.map((own) => ({ ...own, publicKey: createPublicKey(own.key) }))
  const signAndVerify = async (message: Signable) => {
    const signed = await signWith(keys, message)
    for (const expected of verifiers) verifyDkim(signed, expected)
    return signed
  }
  let checked: Promise<unknown> | undefined
  const check = async () => {
    checked ??= signAndVerify({ raw: SAMPLE })
    await checked
  }
  let proven = false
  const sign = async (message: Signable) => {
    if (proven) return signWith(keys, message)
    await check()
    const signed = await signAndVerify(message)
    proven = true
    return signed
  }
  return { sign, check, warnings: warningsOf(config, keys) }
}

async function signWith(keys: DkimKey[], { raw, bodyHash: known }: Signable): Promise<Buffer> {
  const end = raw.indexOf('\r\n\r\n')
  if (end < 0) throw new Error('DKIM: the message has no body to sign. It was not sent.')
  const hash = known?.() ?? bodyHash([canonicalBody(raw.subarray(end + 4))])
  const fields = signedFields(raw.toString('latin1', 0, end))
  const signatures = await Promise.all(keys.map((own) => dkimField(own, fields, hash)))
  return Buffer.concat([Buffer.from(signatures.join(''), 'latin1'), raw])
}

const SAMPLE = Buffer.from(
  'From: Ada <ada@example.org>\r\nTo: grace@example.com\r\nSubject: Sample\r\nList-Unsubscribe: <https://example.org/>\r\n' +
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nA  sample.\r\n',
)

function warningsOf(config: Config, keys: DkimKey[]): string[] {
  const warnings: string[] = []
  const domain = keys[0]?.domain ?? ''
  const sender = senderDomain(config)
  if (keys.some(({ key }) => (key.asymmetricKeyDetails?.modulusLength ?? 2048) < 2048)) {
    warnings.push('DKIM_PRIVATE_KEY: has less than 2048 bits. Some receivers trust such signatures less.')
  }
  if (sender !== domain && !sender.endsWith(`.${domain}`) && !domain.endsWith(`.${sender}`)) {
    warnings.push(
      `digest.dkim.domain: "${domain}" is not the domain of the sender, "${sender}". DMARC counts the signature only where both lie below one registered domain.`,
    )
  }
  return warnings
}
