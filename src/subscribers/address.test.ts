import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress, parseMailbox } from './address.ts'

const errorOf = (text: string) => {
  const read = parseAddress(text)
  return 'error' in read ? read.error : null
}

describe('parseAddress', () => {
  it.each([
    ['ada@example.org', 'ada@example.org', 'ada@example.org'],
    [' \tada@example.org\r\n', 'ada@example.org', 'ada@example.org'],
    ['Ada.Lovelace@Example.ORG', 'Ada.Lovelace@example.org', 'ada.lovelace@example.org'],
    [
      "o'brien+news_1=x@mail.example.co.uk",
      "o'brien+news_1=x@mail.example.co.uk",
      "o'brien+news_1=x@mail.example.co.uk",
    ],
    ['ada@Bücher.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@bu\u0308cher.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@日本。jp', 'ada@xn--wgv71a.jp', 'ada@xn--wgv71a.jp'],
  ])('reads %j', (text, address, key) => {
    expect(parseAddress(text)).toEqual({ address, key })
  })

  it.each([
    ['', 'address "" is empty. Write it like ada@example.org.'],
    ['ada', 'address "ada" has no @. Write it like ada@example.org.'],
    [
      'ada@localhost',
      'address "ada@localhost" has a domain without a dot, which no other server can reach. Write it like ada@example.org.',
    ],
    ['a@b.org, c@d.org', 'address "a@b.org, c@d.org" is more than one address. Write one at a time.'],
    ['a@b.org c@d.org', 'address "a@b.org c@d.org" is more than one address. Write one at a time.'],
    [
      'adä@example.org',
      'address "adä@example.org" has "ä" (U+00E4) before the @, which most mail servers cannot take (SMTPUTF8). Use an address with ASCII letters before the @.',
    ],
    [
      'ada@example.org\r\nBcc: eve@example.org',
      'address "ada@example.orgU+000DU+000ABcc: eve@example.org" has an invisible character (U+000D). Type it anew, like ada@example.org.',
    ],
  ])('explains what is wrong with %j', (text, error) => {
    expect(errorOf(text)).toBe(error)
  })

  it.each([
    ['\0ada@example.org', 'invisible'],
    ['ada\u200b@example.org', 'U+200B'],
    ['ada@exam\u00adple.org', 'U+00AD'],
    ['"ada lovelace"@example.org', 'quotes'],
    ['ada(work)@example.org', 'quotes or a comment'],
    ['Ada <ada@example.org>', 'angle brackets'],
    ['ada lovelace@example.org', 'space'],
    ['ada@@example.org', 'more than one'],
    ['@example.org', 'nothing before'],
    ['ada@', 'nothing after'],
    ['.ada@example.org', 'dot too many before'],
    ['ada.@example.org', 'dot too many before'],
    ['a..da@example.org', 'dot too many before'],
    ['ada@.example.org', 'dot too many after'],
    ['ada@example.org.', 'dot too many after'],
    ['ada@example..org', 'dot too many after'],
    ['ada%example.net@example.org', '"%" before'],
    ['example.net!ada@example.org', '"!" before'],
    ['|sh@example.org', '"|" before'],
    ['`id`@example.org', '"`" before'],
    ['ada@[192.0.2.1]', 'address literal'],
    ['ada@[IPv6:2001:db8::1]', 'address literal'],
    ['ada@192.0.2.1', 'number instead'],
    ['ada@0x7f.1', 'number instead'],
    ['ada@-example.org', 'no valid domain'],
    ['ada@exa_mple.org', 'no valid domain'],
    ['ada@ex%61mple.org', 'no valid domain'],
    ['ada@bücher.ex/ample', 'no valid domain'],
    [`ada@${'a'.repeat(64)}.org`, 'no valid domain'],
  ])('refuses %j', (text, reason) => {
    expect(errorOf(text)).toContain(reason)
  })

  it('takes 64 octets before the @ and no more', () => {
    expect(errorOf(`${'a'.repeat(64)}@example.org`)).toBeNull()
    expect(errorOf(`${'a'.repeat(65)}@example.org`)).toContain('more than 64 octets')
  })

  it('takes 254 octets in all and no more', () => {
    const start = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}`
    expect(errorOf(`${start}.${'d'.repeat(57)}.org`)).toBeNull()
    expect(errorOf(`${start}.${'d'.repeat(58)}.org`)).toContain('longer than 254 octets')
  })

  it('counts the octets of a domain in A-labels', () => {
    expect(errorOf(`${'a'.repeat(64)}@${'ü.'.repeat(60)}example`)).toContain('longer than 254 octets')
  })

  it('reads its own answer again without change', () => {
    const anyText = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string().map((text) => `${text}@example.org`),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        const read = parseAddress(text)
        if ('error' in read) return
        expect(parseAddress(read.address)).toEqual(read)
        expect(read.address).toMatch(/^[\x21-\x7e]+@[a-z0-9.-]+$/)
      }),
    )
  })

  it('shows only the start of an endless value', () => {
    expect(errorOf('a'.repeat(1_000_000))).toHaveLength(
      'address "" has no @. Write it like ada@example.org.'.length + 80,
    )
  })
})

describe('parseMailbox', () => {
  it.each([
    ['ada@example.org', {}],
    ['<ada@example.org>', {}],
    ['Ada <ada@example.org>', { name: 'Ada' }],
    [' Ada  Lovelace<ada@example.org> ', { name: 'Ada  Lovelace' }],
    ['"Lovelace, Ada" <ada@example.org>', { name: 'Lovelace, Ada' }],
    ['"Ada \\"Countess\\" L." <ada@example.org>', { name: 'Ada "Countess" L.' }],
    ['Zoë 王 <ada@example.org>', { name: 'Zoë 王' }],
  ])('reads %j', (text, named) => {
    expect(parseMailbox(text)).toEqual({ address: 'ada@example.org', key: 'ada@example.org', ...named })
  })

  it.each([
    ['Ada <ada>', 'has no @'],
    ['Ada <>', 'is empty'],
    ['Ada <ada@example.org>, Eve <eve@example.org>', 'angle brackets'],
    ['Ada\r\nBcc: x <ada@example.org>', 'line break'],
  ])('refuses %j', (text, reason) => {
    expect(parseMailbox(text)).toEqual({ error: expect.stringContaining(reason) })
  })
})
