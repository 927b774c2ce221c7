import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { readEnvironment } from '../config/environment.ts'
import { loadDkim } from './dkim.ts'
import { verifyDkim } from './dkim-verify.ts'
import { composeMessage } from './message.ts'
import { prepareEdition } from './prepare-edition.ts'
import { sampleConfig, sampleDelivery, sampleEdition } from './samples.fixture.ts'

const dkim = { domain: 'quiet.example.org', selector: 's1' }
const config = sampleConfig({ digest: { dkim } })
const links = {
  unsubscribe: 'https://quiet.example.org/unsubscribe/abc',
  preferences: 'https://quiet.example.org/p/def',
}
const message = composeMessage(prepareEdition(sampleEdition(), config), sampleDelivery(), links)
const { raw } = message
let pem: string

beforeAll(() => {
  pem = rsa(2048)
})

function rsa(modulusLength: number): string {
  return generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function signer() {
  const loaded = loadDkim(config, { dkimPrivateKey: pem })
  if (!loaded) throw new Error('no signer')
  return loaded
}

test('a site that asks for no signatures gets no signer', () => {
  expect(loadDkim(sampleConfig(), {})).toBeNull()
})

test.each([undefined, '', '  \n'])('a site that asks for signatures without a key (%j) is refused', (key) => {
  expect(() => loadDkim(config, { dkimPrivateKey: key })).toThrow(
    /^DKIM_PRIVATE_KEY: is empty, but digest\.dkim wants .*"s1"\. Set it/,
  )
})

test('a key that cannot be read is refused, and not repeated', () => {
  expect(() => loadDkim(config, { dkimPrivateKey: 'secret stuff' })).toThrow(
    /^DKIM_PRIVATE_KEY: cannot be read as a private key\.(?!.*secret)/,
  )
})

test('a key of less than 1024 bits is refused', () => {
  expect(() => loadDkim(config, { dkimPrivateKey: rsa(768) })).toThrow(
    'DKIM_PRIVATE_KEY: has 768 bits. Use an RSA key of 2048 bits.',
  )
})

test('a key that is not RSA is refused', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  expect(() => loadDkim(config, { dkimPrivateKey: key })).toThrow('DKIM_PRIVATE_KEY: is a key of type ed25519')
})

test("a key of 1024 bits and a domain that is not the sender's are taken with a warning", () => {
  const strange = sampleConfig({ digest: { dkim: { ...dkim, domain: 'example.net' } } })
  expect(loadDkim(strange, { dkimPrivateKey: rsa(1024) })?.warnings).toEqual([
    expect.stringMatching(/^DKIM_PRIVATE_KEY: has less than 2048 bits/),
    expect.stringMatching(
      /^digest\.dkim\.domain: "example\.net" is not the domain of the sender, "quiet\.example\.org"/,
    ),
  ])
  expect(signer().warnings).toEqual([])
})

test('a domain is that of the sender, whether its name stands in letters or in ASCII', () => {
  const from = 'Ada <ada@bücher.example>'
  const same = sampleConfig({ digest: { from, dkim: { ...dkim, domain: 'xn--bcher-kva.example' } } })
  expect(loadDkim(same, { dkimPrivateKey: pem })?.warnings).toEqual([])
})

test('a key on one line, as an environment file holds it, is taken', () => {
  const environment = readEnvironment(null, { DKIM_PRIVATE_KEY: pem.replaceAll('\n', '\\n') })
  expect(loadDkim(config, environment)).not.toBeNull()
})

test('the check of its own output passes', async () => {
  await expect(signer().check()).resolves.toBeUndefined()
})

test('the signature verifies, and covers what mailbox providers ask for', async () => {
  const signed = await signer().sign(message)
  verifyDkim(signed, { ...dkim, publicKey: createPublicKey(pem) })
  const names = /;\s*h=([^;]*);/.exec(signed.toString('latin1').replace(/\r\n\s+/g, ''))?.[1]?.split(':')
  expect(names).toEqual(
    expect.arrayContaining(
      'from reply-to to subject date message-id mime-version content-type list-id list-unsubscribe list-unsubscribe-post feedback-id'.split(
        ' ',
      ),
    ),
  )
})

test('the message follows its signature unchanged, and signing it again gives the same bytes', async () => {
  const [one, two] = [await signer().sign(message), await signer().sign(message)]
  expect(one.subarray(-raw.length).equals(raw)).toBe(true)
  expect(one.equals(two)).toBe(true)
})

test('a signer whose signature is for another domain than it says refuses to sign', async () => {
  const odd = { ...config, digest: { ...config.digest, dkim: { ...dkim, selector: 's1;x' } } }
  await expect(loadDkim(odd, { dkimPrivateKey: pem })?.sign(message)).rejects.toThrow(
    /^DKIM: the program's own signature does not verify: it is for/,
  )
})

test.each([
  ['the body', (text: string) => text.replace('Gr=C3=BC', 'gr=C3=BC')],
  ['the unsubscribe link', (text: string) => text.replace('/unsubscribe/abc>', '/unsubscribe/abd>')],
  ['the one-click field', (text: string) => text.replace('=One-Click', '=Two-Clicks')],
  ['the feedback id', (text: string) => text.replace(':weekly:', ':daily:')],
  ['the signature', (text: string) => text.replace(/(\r\n b=.)./, '$1*')],
])('a change of %s makes the signature void', async (_, change) => {
  const signed = (await signer().sign(message)).toString('latin1')
  const changed = change(signed)
  expect(changed).not.toBe(signed)
  expect(() => verifyDkim(Buffer.from(changed, 'latin1'), { ...dkim, publicKey: createPublicKey(pem) })).toThrow(
    'does not verify',
  )
})

test('a signature by another key is void', async () => {
  const signed = await signer().sign(message)
  expect(() => verifyDkim(signed, { ...dkim, publicKey: createPublicKey(rsa(2048)) })).toThrow(
    'does not fit the header fields and the key',
  )
})

test('an unsigned message is found out', () => {
  expect(() => verifyDkim(raw, { ...dkim, publicKey: createPublicKey(pem) })).toThrow('the message has none')
})
