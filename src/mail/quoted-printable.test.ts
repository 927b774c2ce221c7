import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodedSize, quotedPrintable } from './quoted-printable.ts'

test('every kind of line break becomes CRLF', () => {
  expect(quotedPrintable('a\nb\rc\r\nd')).toBe('a\r\nb\r\nc\r\nd')
})

test('letters beyond ASCII take three octets for each of theirs', () => {
  expect(quotedPrintable('ü')).toBe('=C3=BC')
  expect(encodedSize('ü')).toBe(6)
})

test('no line is longer than 75 octets, and decoding gives the text back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
      const encoded = quotedPrintable(text)
      for (const line of encoded.split('\r\n')) expect(line.length).toBeLessThanOrEqual(75)
      expect(decode(encoded)).toBe(text.replace(/\r\n|\r|\n/g, '\r\n'))
    }),
  )
})

function decode(encoded: string): string {
  const bytes = encoded
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
