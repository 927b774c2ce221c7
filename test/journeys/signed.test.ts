import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect, it, onTestFinished } from 'vitest'
import { verifyDkim } from '../../src/mail/dkim-verify.ts'
import { publish } from '../../src/pipeline/publish.ts'
import { dateline } from '../support/dateline.ts'
import { startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, CONFIG, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

const DKIM = `${CONFIG}  dkim: { domain: example.org, selector: s1, ed25519: e1 }\n`
const DUE = new Clock('2026-05-01T10:00')

function pem(type: 'rsa' | 'ed25519'): string {
  const { privateKey } =
    type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync(type)
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

async function signingSite() {
  const smtp = await startScriptedSmtp()
  onTestFinished(smtp.close)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  site.write('config/dateline.yaml', DKIM)
  const keys = { SMTP_URL: smtp.url, DKIM_PRIVATE_KEY: pem('rsa'), DKIM_ED25519_PRIVATE_KEY: pem('ed25519') }
  return { smtp, site, keys }
}

it('signs every message with both keys, as they arrive at the server', async () => {
  const { smtp, site, keys } = await signingSite()
  const app = await site.open(DUE, keys)
  for (let n = 0; n < 8; n++) await subscribe(app, `reader${n}@readers.example`, { cadence: 'instant' })
  await publish(app)
  expect(smtp.accepted).toHaveLength(8)
  for (const { body } of smtp.accepted) {
    const message = Buffer.from(body, 'latin1')
    const domain = 'example.org'
    verifyDkim(message, { domain, selector: 's1', publicKey: createPublicKey(keys.DKIM_PRIVATE_KEY) })
    verifyDkim(message, { domain, selector: 'e1', publicKey: createPublicKey(keys.DKIM_ED25519_PRIVATE_KEY) })
  }
})

it.each([
  ['DKIM_PRIVATE_KEY', ''],
  ['DKIM_PRIVATE_KEY', 'no key'],
  ['DKIM_PRIVATE_KEY', pem('ed25519')],
  ['DKIM_ED25519_PRIVATE_KEY', ''],
  ['DKIM_ED25519_PRIVATE_KEY', pem('rsa')],
])('sends nothing, signed or unsigned, when %s is of no use: %j', async (name, value) => {
  const { smtp, site, keys } = await signingSite()
  const app = await site.open(DUE, keys)
  await subscribe(app, 'ada@readers.example', { cadence: 'instant' })
  const { code, err } = await dateline(site, ['publish', '--now'], { ...keys, [name]: value })
  expect(code).toBe(2)
  expect(err).toMatch(new RegExp(`^${name}: (is empty|cannot be read|is a key of type)`))
  expect(smtp.connections()).toBe(0)
})

it('is told by check what makes a signature of less use, and that all is well', async () => {
  const site = makeSite()
  site.write('config/dateline.yaml', `${CONFIG}  dkim: { domain: example.net, selector: s1 }\n`)
  const { code, err } = await dateline(site, ['check'], { DKIM_PRIVATE_KEY: pem('rsa') })
  expect(code).toBe(0)
  expect(err).toMatch(/^digest\.dkim\.domain: "example\.net" is not the domain of the sender, .*\nAll is well/m)
})
