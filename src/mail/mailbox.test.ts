import { expect, test } from 'vitest'
import { answerTo, readMailbox, senderDomain, senderOf } from './mailbox.ts'
import { sampleConfig } from './samples.fixture.ts'

test.each([
  ['Ada Example <ada@example.org>', { name: 'Ada Example', address: 'ada@example.org' }],
  ['"Example, Ada" <ada@example.org>', { name: 'Example, Ada', address: 'ada@example.org' }],
  ['"Ada \\"A\\" Example" <ada@example.org>', { name: 'Ada "A" Example', address: 'ada@example.org' }],
  ['<ada@example.org>', { name: null, address: 'ada@example.org' }],
  [' ada@example.org ', { name: null, address: 'ada@example.org' }],
])('%j is read', (text, mailbox) => {
  expect(readMailbox(text)).toEqual(mailbox)
})

test('a sender without a name is shown as the site', () => {
  const config = sampleConfig({ digest: { from: 'ada@quiet.example.org' } })
  expect(senderOf(config)).toEqual({ name: 'Quiet Machine', address: 'ada@quiet.example.org' })
})

test('answers go to digest.replyTo, or else to the sender', () => {
  expect(answerTo(sampleConfig()).address).toBe('ada@quiet.example.org')
  expect(answerTo(sampleConfig({ digest: { replyTo: 'talk@example.org' } })).address).toBe('talk@example.org')
})

test('the domain of the sender is in ASCII', () => {
  expect(senderDomain(sampleConfig({ digest: { from: 'Ada <ada@bücher.example>' } }))).toBe('xn--bcher-kva.example')
})

test('a sender without a domain is refused', () => {
  const config = sampleConfig({ digest: { from: 'Ada <ada@[192.0.2.1]>' } })
  expect(() => senderDomain(config)).toThrow('digest.from: is no plain mail address')
})
