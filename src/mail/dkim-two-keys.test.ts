import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDkim } from './dkim.ts'
import { verifyDkim } from './dkim-verify.ts'
import { composeMessage } from './message.ts'
import { prepareEdition } from './prepare-edition.ts'
import { sampleConfig, sampleDelivery, sampleEdition } from './samples.fixture.ts'

const dkim = { domain: 'quiet.example.org', selector: 's1', ed25519: 'e1' }
const config = sampleConfig({ digest: { dkim } })
const links = { unsubscribe: 'https://quiet.example.org/unsubscribe/abc', preferences: 'https://quiet.example.org/p/d' }
const message = composeMessage(prepareEdition(sampleEdition(), config), sampleDelivery(), links)
let secrets: { dkimPrivateKey: string; dkimEd25519PrivateKey: string }

beforeAll(() => {
  secrets = { dkimPrivateKey: pem('rsa'), dkimEd25519PrivateKey: pem('ed25519') }
})

function pem(type: 'rsa' | 'ed25519'): string {
  const { privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync(type)
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

describe('with two keys', () => {
  test('a message has two signatures, each for its own selector, and both verify', async () => {
    const signed = (await loadDkim(config, secrets)?.sign(message)) ?? Buffer.alloc(0)
    verifyDkim(signed, { ...dkim, publicKey: createPublicKey(secrets.dkimPrivateKey) })
    verifyDkim(signed, { ...dkim, selector: 'e1', publicKey: createPublicKey(secrets.dkimEd25519PrivateKey) })
    expect(signed.toString('latin1').match(/^DKIM-Signature: v=1; a=[a-z0-9-]+/gm)).toEqual([
      'DKIM-Signature: v=1; a=rsa-sha256',
      'DKIM-Signature: v=1; a=ed25519-sha256',
    ])
  })

  test('the signature of one key is no signature of the other', async () => {
    const signed = (await loadDkim(config, secrets)?.sign(message)) ?? Buffer.alloc(0)
    const publicKey = createPublicKey(pem('ed25519'))
    expect(() => verifyDkim(signed, { ...dkim, selector: 'e1', publicKey })).toThrow('does not fit the header fields')
    const swapped = { ...dkim, selector: 's1', publicKey: createPublicKey(secrets.dkimEd25519PrivateKey) }
    expect(() => verifyDkim(signed, swapped)).toThrow('its a= is "rsa-sha256", not "ed25519-sha256"')
  })

  test('nothing is signed when the second key is missing, is another kind of key, or has the selector of the first', () => {
    const { dkimPrivateKey } = secrets
    expect(() => loadDkim(config, { dkimPrivateKey })).toThrow(
      /^DKIM_ED25519_PRIVATE_KEY: is empty, but digest\.dkim\.ed25519 wants signatures for selector "e1"\. Set it/,
    )
    expect(() => loadDkim(config, { dkimPrivateKey, dkimEd25519PrivateKey: dkimPrivateKey })).toThrow(
      'DKIM_ED25519_PRIVATE_KEY: is a key of type rsa. Make one with: openssl genpkey -algorithm ed25519',
    )
    const twice = sampleConfig({ digest: { dkim: { ...dkim, ed25519: 's1' } } })
    expect(() => loadDkim(twice, secrets)).toThrow('digest.dkim.ed25519: "s1" is the selector of the RSA key too.')
  })
})

test.each([
  [{}, 'DKIM_PRIVATE_KEY: is set, but digest.dkim is not'],
  [{ dkim: { domain: 'quiet.example.org', selector: 's1' } }, 'DKIM_ED25519_PRIVATE_KEY: is set, but digest.dkim.ed'],
])('a key that would sign nothing is refused: %j', (digest, problem) => {
  expect(() => loadDkim(sampleConfig({ digest }), secrets)).toThrow(problem)
})

test('a domain that is none is refused', () => {
  const odd = sampleConfig({ digest: { dkim: { ...dkim, domain: 'quiet example' } } })
  expect(() => loadDkim(odd, secrets)).toThrow('digest.dkim.domain: "quiet example" is no domain.')
})
