import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { expect, test } from 'vitest'
import { cadenceSentence } from '../digests/schedule.ts'
import { composeMessage, MessageFault } from './message.ts'
import { prepareEdition } from './prepare-edition.ts'
import { sampleConfig, sampleDelivery, sampleEdition } from './samples.fixture.ts'

const config = sampleConfig({ digest: { replyTo: 'Talk <talk@quiet.example.org>' } })
const prepared = prepareEdition(sampleEdition(), config)
const links = {
  unsubscribe: 'https://quiet.example.org/unsubscribe/abc',
  preferences: 'https://quiet.example.org/preferences/def',
}

test('the message is from the site, to the subscriber, with the date of its plan', async () => {
  const mail = await PostalMime.parse(composeMessage(prepared, sampleDelivery(), links).raw)
  expect(mail.from).toMatchObject({ name: 'Ada Example', address: 'ada@quiet.example.org' })
  expect(mail.replyTo).toMatchObject([{ name: 'Talk', address: 'talk@quiet.example.org' }])
  expect(mail.to).toMatchObject([{ name: 'Grace Hopper', address: 'grace@example.com' }])
  expect(mail.subject).toBe('Ten small rules')
  expect(mail.date).toBe('2024-05-20T06:00:00.000Z')
})

test('the envelope is an object of two plain addresses', () => {
  expect(composeMessage(prepared, sampleDelivery(), links)).toMatchObject({
    deliveryId: 12,
    envelope: { from: 'ada@quiet.example.org', to: 'grace@example.com' },
  })
})

test('the text comes first, and both parts hold the values of the subscriber', async () => {
  const { raw } = composeMessage(prepared, sampleDelivery(), links)
  expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'))
  const mail = await PostalMime.parse(raw)
  expect(mail.text).toBe(
    `Grüße, grace@example.com\nevery Monday at 08:00 (Europe/Berlin).\n\n${links.unsubscribe}\n${links.preferences}\n`,
  )
  expect(mail.html).toContain(`<a href="${links.unsubscribe}">Out</a> <a href="${links.preferences}">Change</a>`)
})

test('a value is escaped in the HTML and plain in the text', async () => {
  const mail = await PostalMime.parse(
    composeMessage(prepared, sampleDelivery({ address: "o'neil&co@example.com" }), links).raw,
  )
  expect(mail.html).toContain('o&#39;neil&amp;co@example.com')
  expect(mail.text).toContain("o'neil&co@example.com")
})

test('every attempt has the same bytes', () => {
  const first = composeMessage(prepared, sampleDelivery({ attempt: 1, epoch: 1 }), links)
  const again = composeMessage(prepareEdition(sampleEdition(), config), sampleDelivery({ attempt: 2, epoch: 9 }), links)
  expect(again.raw.equals(first.raw)).toBe(true)
})

test('each delivery has a Message-ID of its own in the domain of the sender', () => {
  const [one, two] = [12, 13].map((id) => composeMessage(prepared, sampleDelivery({ id }), links).messageId)
  expect(one).toMatch(/^<12\.[0-9a-z]+\.[0-9a-f]{20}@quiet\.example\.org>$/)
  expect(two).not.toBe(one)
  const frozen = prepareEdition(sampleEdition({ messageDomain: 'before.example' }), config)
  expect(composeMessage(frozen, sampleDelivery(), links).messageId).toMatch(/@before\.example>$/)
})

test('a delivery with the number of one that was forgotten has another Message-ID', () => {
  const [one, two] = [1000, 2000].map(
    (plannedAt) => composeMessage(prepared, sampleDelivery({ plannedAt }), links).messageId,
  )
  expect(two).not.toBe(one)
})

test.each([
  '\r\nBcc: eve@example.net',
  '\n',
  '\r',
  '\0',
])('a name with %j is refused, and the error names delivery and field', (bad) => {
  expect(() => composeMessage(prepared, sampleDelivery({ name: `Grace${bad}` }), links)).toThrow(
    'delivery 12, name: has a line break or a NUL',
  )
})

test.each(['\r\nRCPT TO:<eve@example.net>', '\n', '\0', ' ', '>', ','])('an address with %j is refused', (bad) => {
  expect(() => composeMessage(prepared, sampleDelivery({ address: `grace${bad}@example.com` }), links)).toThrow(
    /^delivery 12, address:/,
  )
})

test('links and zones with line breaks are refused', () => {
  const broken = { ...links, preferences: 'https://quiet.example.org/\r\nX: y' }
  expect(() => composeMessage(prepared, sampleDelivery(), broken)).toThrow('delivery 12, preferences:')
  expect(() => composeMessage(prepared, sampleDelivery({ zone: 'UTC\nX: y' }), links)).toThrow('delivery 12, cadence:')
})

test.each([
  { name: 'Grace\n' },
  { address: 'grace' },
  { address: 'gr\u00e4ce@example.com' },
  { zone: 'UTC\nX: y' },
])('%j is a fault of this one message', (own) => {
  expect(() => composeMessage(prepared, sampleDelivery(own), links)).toThrow(MessageFault)
})

test('a link that fits into no header is a fault of the site, not of a subscriber', () => {
  const broken = { ...links, unsubscribe: 'https://quiet.example.org/a b' }
  expect(() => composeMessage(prepared, sampleDelivery(), broken)).not.toThrow(MessageFault)
})

test('an edition whose subject has a line break is refused', () => {
  const edition = sampleEdition({ subject: 'Ten\r\nBcc: eve@example.net' })
  expect(() => prepareEdition(edition, config)).toThrow('Subject: has a line break')
})

test('a subject beyond ASCII arrives as it was written', async () => {
  const subject = 'Grüße · 静かな規則 · 👩‍💻 =?utf-8?Q?x?= & <b>'
  const own = prepareEdition(sampleEdition({ subject }), config)
  expect((await PostalMime.parse(composeMessage(own, sampleDelivery(), links).raw)).subject).toBe(subject)
})

const atom = fc.string({ unit: fc.constantFrom(..."abcXYZ019!#$%&*+/=?^_`{|}~-'"), minLength: 1, maxLength: 64 })
const label = fc.string({ unit: fc.constantFrom(...'abcz09'), minLength: 1, maxLength: 60 })
const token = fc.oneof(
  fc.base64String({ minLength: 1, maxLength: 300 }).map((text) => `t${text.replace(/[+/=]/g, '_')}`),
  fc.string({ unit: fc.constantFrom('=', '=', '3D', 'A', '_', '-', '.'), maxLength: 300 }).map((text) => `t${text}`),
)
const person = fc.record({
  id: fc.nat(),
  name: fc.option(
    fc.string({ unit: 'grapheme', maxLength: 200 }).map((name) => name.replace(/[\r\n\0]/g, '').toWellFormed()),
  ),
  address: fc.tuple(atom, label).map(([local, host]) => `${local}@${host}.example`),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/ComodRivadavia', 'Pacific/Apia'),
  cadence: fc.constantFrom('instant' as const, 'daily' as const, 'weekly' as const, 'monthly' as const),
  tokens: fc.record({ unsubscribe: token, preferences: token }),
})

test('a message holds the values of its own subscriber and nothing of another, whoever they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 2, maxLength: 8 }), async (people) => {
      const raws = people.map(
        ({ tokens, ...own }) => composeMessage(prepared, sampleDelivery(own), linksOf(tokens)).raw,
      )
      const again = people
        .toReversed()
        .map(({ tokens, ...own }) => composeMessage(prepared, sampleDelivery(own), linksOf(tokens)))
      expect(again.reverse().every(({ raw }, index) => raw.equals(raws[index] ?? Buffer.alloc(0)))).toBe(true)
      for (const [index, { tokens, ...own }] of people.entries()) {
        const raw = raws[index] ?? Buffer.alloc(0)
        await expectExactly(raw, sampleDelivery(own), linksOf(tokens))
        for (const line of raw.toString('latin1').split('\r\n').slice(0, -1))
          expect(line).toMatch(/^[\x20-\x7e\t]{0,998}$/)
      }
    }),
    { numRuns: 60 },
  )
})

function linksOf(tokens: { unsubscribe: string; preferences: string }) {
  return {
    unsubscribe: `https://quiet.example.org/unsubscribe/${tokens.unsubscribe}`,
    preferences: `https://quiet.example.org/preferences/${tokens.preferences}`,
  }
}

/** The message is the sample edition with these values filled in, to the last character of both parts. */
async function expectExactly(raw: Buffer, delivery: ReturnType<typeof sampleDelivery>, own: typeof links) {
  const mail = await PostalMime.parse(raw)
  const cadence = cadenceSentence({ ...delivery, topics: null })
  const address = delivery.address.replaceAll('&', '&amp;').replaceAll("'", '&#39;')
  expect(mail.text).toBe(`Grüße, ${delivery.address}\n${cadence}.\n\n${own.unsubscribe}\n${own.preferences}\n`)
  expect(mail.html).toBe(
    `<p title="${address}">Grüße, ${address}${cadence}.</p>\n<a href="${own.unsubscribe}">Out</a> <a href="${own.preferences}">Change</a>\n`,
  )
  expect(mail.to?.[0]?.address).toBe(delivery.address)
  const name = (delivery.name ?? '').replace(/\s+/g, ' ').trim()
  if (name) expect(mail.to?.[0]?.name).toBe(name)
  const fields = new Map(mail.headers.map(({ key, value }) => [key, value]))
  expect(fields.get('list-unsubscribe')).toBe(
    `<${own.unsubscribe}>, <mailto:talk@quiet.example.org?subject=unsubscribe%20${own.unsubscribe.split('/').at(-1)}>`,
  )
  expect(mail.headers).toHaveLength(18)
}
