import { expect, test } from 'vitest'
import { headerAddress, headerField, mailboxField, textField } from './header.ts'

test('a field that has to stay whole is not folded, however long it is', () => {
  const link = `<https://example.org/${'x'.repeat(300)}>`
  expect(headerField('List-Unsubscribe', link)).toBe(`List-Unsubscribe: ${link}\r\n`)
})

test('a line of more than 998 octets is refused', () => {
  expect(() => headerField('List-Unsubscribe', `<https://example.org/${'x'.repeat(990)}>`)).toThrow(
    'List-Unsubscribe: is longer than the 998 octets',
  )
})

test.each([
  'a\r\nBcc: eve@example.net',
  'a\nb',
  'a\rb',
  'a\0b',
  'ü',
])('%j cannot be the value of a plain field', (value) => {
  expect(() => headerField('X-Test', value)).toThrow('X-Test: has characters that no header may hold')
})

test.each(['\r', '\n', '\r\n ', '\0'])('a subject with %j is refused', (character) => {
  expect(() => textField('Subject', `Ten${character}rules`)).toThrow('Subject: has a line break or a NUL')
})

test('an ASCII subject stays as it is', () => {
  expect(textField('Subject', 'Ten small rules')).toBe('Subject: Ten small rules\r\n')
})

test.each([60, 67, 75, 88, 300])('a subject whose first word has %d letters stays as it is', (length) => {
  const word = 'x'.repeat(length)
  expect(textField('Subject', word)).toBe(`Subject: ${word}\r\n`)
  expect(textField('Subject', `${word} end`).replace(/\r\n /g, ' ')).toBe(`Subject: ${word} end\r\n`)
})

test('a name of one long word stays as it is', () => {
  const name = 'x'.repeat(100)
  const field = mailboxField('From', { name, address: 'grace@example.com' })
  expect(field.replace(/\r\n /g, ' ')).toBe(`From: "${name}" <grace@example.com>\r\n`)
})

test('a subject beyond ASCII is encoded into words that fit a line', () => {
  const field = textField('Subject', '静かなソフトウェアのための十の小さな規則 · フィードが覚えていること')
  for (const line of field.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  expect(field).toMatch(/^Subject: =\?UTF-8\?B\?/)
})

test('a name that looks like an encoded word is encoded, so that it shows as it was written', () => {
  expect(mailboxField('To', { name: '=?utf-8?Q?Eve?=', address: 'ada@example.org' })).toContain('=3D=3Futf-8')
})

test('a name is quoted, with its quotation marks escaped', () => {
  expect(mailboxField('To', { name: 'Hopper, "Amazing" Grace', address: 'grace@example.com' })).toBe(
    'To: "Hopper, \\"Amazing\\" Grace" <grace@example.com>\r\n',
  )
})

test('a mailbox without a name, or with a blank one, is the bare address', () => {
  expect(mailboxField('To', { name: null, address: 'grace@example.com' })).toBe('To: grace@example.com\r\n')
  expect(mailboxField('To', { name: ' \t', address: 'grace@example.com' })).toBe('To: grace@example.com\r\n')
})

test('a name with a line break is refused', () => {
  expect(() => mailboxField('To', { name: 'Grace\r\nBcc: eve@example.net', address: 'grace@example.com' })).toThrow(
    'To: has a line break',
  )
})

test('a domain beyond ASCII is written in ASCII', () => {
  expect(headerAddress('To', 'ada@Bücher.example')).toBe('ada@xn--bcher-kva.example')
})

test.each([
  'ada',
  '@example.org',
  'ada@',
  'a da@example.org',
  'ada@example.org>',
  '"a b"@example.org',
  'ä@example.org',
  'a,b@example.org',
])('%j is refused as an address, without being repeated', (address) => {
  expect(() => headerAddress('To', address)).toThrow(
    /^To: is no plain mail address\. Write it like ada@example\.org\.$/,
  )
})
