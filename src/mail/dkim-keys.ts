import { createPrivateKey, type KeyObject } from 'node:crypto'
import { domainToASCII } from 'node:url'
import type { Config } from '../config/schema.ts'

/** The two keys, in PEM form, as the environment has them. */
export type DkimSecrets = { dkimPrivateKey?: string; dkimEd25519PrivateKey?: string }

/** What one signature is made with; the domain is in ASCII. */
export type DkimKey = { algorithm: 'rsa-sha256' | 'ed25519-sha256'; domain: string; selector: string; key: KeyObject }

/**
 * The keys that `digest.dkim` asks for: RSA (RFC 8301), and Ed25519 (RFC 8463) behind it where that has a selector.
 * Throws, naming the variable and the fix and never the key, when one is missing, cannot be read, is of another type, or is
 * there but would sign nothing.
 */
export function readDkimKeys(dkim: Config['digest']['dkim'], secrets: DkimSecrets): DkimKey[] {
  refuseUnused(dkim, secrets)
  if (!dkim) return []
  const { selector, ed25519 } = dkim
  const domain = domainToASCII(dkim.domain)
  if (domain === '') throw new Error(`digest.dkim.domain: "${dkim.domain}" is no domain. Write it like example.org.`)
  const rsa = readRsa(secrets.dkimPrivateKey, selector)
  const keys: DkimKey[] = [{ algorithm: 'rsa-sha256', domain, selector, key: rsa }]
  if (ed25519 === undefined) return keys
  if (ed25519 === selector) {
    throw new Error(`digest.dkim.ed25519: "${ed25519}" is the selector of the RSA key too. Give each key its own.`)
  }
  const key = readEd25519(secrets.dkimEd25519PrivateKey, ed25519)
  return [...keys, { algorithm: 'ed25519-sha256', domain, selector: ed25519, key }]
}

function refuseUnused(dkim: Config['digest']['dkim'], { dkimPrivateKey, dkimEd25519PrivateKey }: DkimSecrets): void {
  const unused = (name: string, setting: string, value: string) =>
    new Error(
      `${name}: is set, but ${setting} is not, so that nothing would be signed with it. ` +
        `Add ${setting} with ${value}, or take the key away.`,
    )
  if (dkimPrivateKey && !dkim) throw unused('DKIM_PRIVATE_KEY', 'digest.dkim', 'domain and selector')
  if (dkimEd25519PrivateKey && dkim?.ed25519 === undefined) {
    throw unused('DKIM_ED25519_PRIVATE_KEY', 'digest.dkim.ed25519', 'the selector of its public half')
  }
}

function readRsa(pem: string | undefined, selector: string): KeyObject {
  const name = 'DKIM_PRIVATE_KEY'
  const key = readKey(name, pem, 'openssl genrsa 2048', `digest.dkim wants signatures for selector "${selector}"`)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa') {
    throw new Error(`${name}: is a key of type ${key.asymmetricKeyType}. Use an RSA key of 2048 bits.`)
  }
  if (bits < 1024) throw new Error(`${name}: has ${bits} bits. Use an RSA key of 2048 bits.`)
  return key
}

function readEd25519(pem: string | undefined, selector: string): KeyObject {
  const name = 'DKIM_ED25519_PRIVATE_KEY'
  const command = 'openssl genpkey -algorithm ed25519'
  const key = readKey(name, pem, command, `digest.dkim.ed25519 wants signatures for selector "${selector}"`)
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new Error(`${name}: is a key of type ${key.asymmetricKeyType}. Make one with: ${command}`)
}

function readKey(name: string, pem: string | undefined, command: string, wanted: string): KeyObject {
  if (!pem?.trim()) {
    throw new Error(
      `${name}: is empty, but ${wanted}. Set it to the private key in PEM form, or remove ${wanted.split(' ')[0]}.`,
    )
  }
  try {
    return createPrivateKey(pem.trim())
  } catch {
    throw new Error(
      `${name}: cannot be read as a private key. It begins with "-----BEGIN PRIVATE KEY-----" and has no password; ` +
        `make one with: ${command}`,
    )
  }
}
