import fc from 'fast-check'
import { hello } from '../../src/feeds/entry.fixture.ts'
import type { Entry } from '../../src/feeds/entry.ts'

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(
    ']]>',
    '<![CDATA[',
    '&amp;',
    '&#0;',
    '&nbsp;',
    '&',
    '<b>',
    '<',
    '>',
    '"',
    "'",
    '<!--',
    '<?xml?>',
    '<p',
  ),
  fc.constantFrom(
    '\u0000',
    '\u001b',
    '\u0085',
    '\ud800',
    '\udc00',
    '\ufffe',
    '\r\n',
    '\n',
    '\t',
    '\u2028',
    'urn:text:0',
  ),
  fc.constantFrom(
    '😀',
    '👨‍👩‍👧',
    'שלום',
    'مرحبا',
    '\u202e',
    '日本',
    '한국어',
    '\u00a0',
    '\\u0041',
    '%20',
    '$&',
    '{{ x }}',
  ),
)
export const words = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))

/** Something in it can be seen. */
const saying = words.map((text) => `(${text})`)

const url = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  words.map((text) => `https://blog.example.org/${encodeURIComponent(text.toWellFormed())}/?a=1&b=2`),
)
const file = fc.record({
  url,
  type: fc.constantFrom('audio/mpeg', 'video/mp4', 'application/pdf'),
  length: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
})
const date = fc
  .integer({ min: Date.UTC(1995, 0) / 1000, max: Date.UTC(2026, 0) / 1000 })
  .map((seconds) => seconds * 1000)

/** A post with anything in it, whose id is the `n`th. */
function entry(n: number): fc.Arbitrary<Entry> {
  return fc
    .record({
      title: saying,
      url,
      publishedAt: date,
      delay: fc.nat(1_000_000),
      html: words,
      summary: words,
      tags: fc.array(words, { maxLength: 3 }),
      authors: fc.array(fc.record({ name: saying }), { maxLength: 2 }),
      language: fc.constantFrom('en', 'ja', 'zh-Hant-TW', 'ko', 'he', 'nothing at all'),
      enclosures: fc.array(file, { maxLength: 2 }),
    })
    .map(({ delay, ...values }) => ({
      ...hello,
      ...values,
      id: `tag:blog.example.org,2024:${n}`,
      updatedAt: values.publishedAt + delay * 1000,
    }))
}

/** A whole feed of them. */
export const anyEntries: fc.Arbitrary<Entry[]> = fc.tuple(...Array.from({ length: 100 }, (_, n) => entry(n)))

/** Without what XML 1.0 has no room for or advises against (2.2), found apart from the code under test. */
export function holdable(text: string): string {
  return [...text].filter((character) => isHoldable(character.codePointAt(0)!)).join('')
}

function isHoldable(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return !(code >= 0x7f && code < 0xa0) && (code < 0xd800 || (code > 0xdfff && code < 0xfffe) || code > 0xffff)
}

/** Without the white space at both ends that feedparser takes away. */
export function stripped(text: string): string {
  return text.replace(/^[\s\u0085]+|[\s\u0085]+$/g, (ends) => /\ufeff.*/s.exec(ends)?.[0] ?? '')
}
