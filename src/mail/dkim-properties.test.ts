import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bodyHash, canonicalBody } from './canonical-body.ts'
import { loadDkim } from './dkim.ts'
import { verifyDkim } from './dkim-verify.ts'
import { composeMessage } from './message.ts'
import { prepareEdition } from './prepare-edition.ts'
import { sampleConfig, sampleDelivery, sampleEdition } from './samples.fixture.ts'
import { tokensFor, withTokenMark } from './tokens.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
const dkim = { domain: 'quiet.example.org', selector: 's1' }
const expected = { ...dkim, publicKey: createPublicKey(privateKey) }
const secrets = { dkimPrivateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }

const blanks = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r\n', 'a', '.', '=', 'ü', 'word'), maxLength: 60 })
const words = fc.string({ unit: fc.constantFrom('a', ' ', '  ', '"', 'ü', '静', '=?', ',', 'word'), maxLength: 300 })
const local = fc.string({ unit: fc.constantFrom(..."aZ0!#$%&*+/=?^_`{|}~-'"), minLength: 1, maxLength: 64 })
const token = fc.string({ unit: fc.constantFrom(...'abzAZ09-_='), minLength: 1, maxLength: 400 })
const written = fc.record({ subject: words, title: words, name: words, before: blanks, between: blanks, after: blanks })

const tokens = tokensFor('dkim')

function signedOf(own: typeof written extends fc.Arbitrary<infer T> ? T : never, address: string, link: string) {
  const config = sampleConfig({ site: { title: `T${own.title}` }, digest: { dkim } })
  const text = `${own.before}${tokens.address}${own.between}${tokens.unsubscribe}${own.after}`
  const edition = sampleEdition({ subject: `S${own.subject}`, text, html: withTokenMark(text, tokens) })
  const links = { unsubscribe: `https://quiet.example.org/u/${link}`, preferences: 'https://quiet.example.org/p/x' }
  const message = composeMessage(prepareEdition(edition, config), sampleDelivery({ name: own.name, address }), links)
  return { message, signed: loadDkim(config, secrets)?.sign(message) }
}

describe('whatever stands in a message', () => {
  test('its signature verifies, over long fields that are folded and any blanks', async () => {
    await fc.assert(
      fc.asyncProperty(written, local, token, async (own, before, link) => {
        const { signed } = signedOf(own, `${before}@example.com`, link)
        verifyDkim((await signed) ?? Buffer.alloc(0), expected)
      }),
      { numRuns: 150 },
    )
  })

  test('the hash of its pieces is the hash of its body', () => {
    fc.assert(
      fc.property(written, local, token, (own, before, link) => {
        const { message } = signedOf(own, `${before}@example.com`, link)
        const body = message.raw.subarray(message.raw.indexOf('\r\n\r\n') + 4)
        expect(message.bodyHash?.()).toBe(bodyHash([canonicalBody(body)]))
      }),
      { numRuns: 150 },
    )
  })
})

test.each([
  ['', ''],
  ['\r\n\r\n', ''],
  [' C \r\nD \t E\r\n\r\n\r\n', ' C\r\nD E\r\n'],
  ['no end', 'no end\r\n'],
])('the canonical form of %j is %j, as RFC 6376 (3.4.4) has it', (body, canonical) => {
  expect(canonicalBody(Buffer.from(body)).toString()).toBe(canonical)
})

test.each(['From', 'To', 'Subject', 'Date'])('a second %s makes the signature void', async (name) => {
  const { signed } = signedOf(
    { subject: 's', title: '', name: '', before: '', between: '\n', after: '' },
    'a@example.com',
    'x',
  )
  const text = ((await signed) ?? Buffer.alloc(0)).toString('latin1')
  verifyDkim(Buffer.from(text, 'latin1'), expected)
  const doubled = text.replace(`\r\n${name}: `, `\r\n${name}: other\r\n${name}: `)
  expect(doubled).not.toBe(text)
  expect(() => verifyDkim(Buffer.from(doubled, 'latin1'), expected)).toThrow('does not fit the header fields')
})
