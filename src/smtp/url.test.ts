import { describe, expect, test } from 'vitest'
import { parseSmtpUrl, parseSmtpUrls } from './url.ts'

describe('SMTP_URL', () => {
  test('smtp:// means port 587 and no TLS from the start', () => {
    expect(parseSmtpUrl('smtp://mail.example.org')).toEqual({
      host: 'mail.example.org',
      port: 587,
      implicitTls: false,
      credentials: null,
      clientName: null,
      loopback: false,
      weight: 1,
    })
  })

  test('smtps:// means port 465 and TLS from the start', () => {
    expect(parseSmtpUrl('smtps://mail.example.org')).toMatchObject({ port: 465, implicitTls: true })
  })

  test('user name and password are read with their escapes undone', () => {
    expect(parseSmtpUrl('smtp://ada%40example.org:p%23a%2Fss@mail.example.org:2525').credentials).toEqual({
      user: 'ada@example.org',
      pass: 'p#a/ss',
    })
  })

  test.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])('%s is on this machine', (host) => {
    expect(parseSmtpUrl(`smtp://${host}:25`).loopback).toBe(true)
  })

  test.each([
    'mail.example.org',
    '127.0.0.1.example.org',
    '0.0.0.0',
    'localhost.example.org',
  ])('%s is not taken for this machine', (host) => {
    expect(parseSmtpUrl(`smtp://${host}:25`).loopback).toBe(false)
  })

  test('the name in EHLO can be given', () => {
    expect(parseSmtpUrl('smtp://mail.example.org?name=blog.example.org').clientName).toBe('blog.example.org')
  })

  test.each([
    ['mail.example.org', 'is no mail server'],
    ['http://mail.example.org', 'starts with http://'],
    ['smtp://', 'is no mail server'],
    ['smtp://mail.example.org:99999', 'is no mail server'],
    ['smtp://mail.example.org:0', 'has the port 0'],
    ['smtp://mail.example.org/path', 'goes on after the port'],
    ['smtp://ada@mail.example.org', 'has a user name and no password'],
    ['smtp://ada:100%@mail.example.org', 'has a % that opens no escape'],
    ['smtp://mail.example.org?pool=true', 'has the unknown option "pool"'],
    ['smtp://mail.example.org?name=a%0d%0ab', 'no host name'],
    ['smtp://mail.example.org?weight=-1', 'has "-1" as weight'],
    ['smtp://mail.example.org?weight=half', 'has "half" as weight'],
    ['smtp://mail.example.org\r\nRSET', 'contains a space or a control character'],
  ])('%j is refused with its reason and an example', (url, reason) => {
    expect(() => parseSmtpUrl(url)).toThrow(reason)
    expect(() => parseSmtpUrl(url)).toThrow('Write it like smtp://user:password@mail.example.org:587.')
  })

  test('an error never shows the password', () => {
    expect(() => parseSmtpUrl('smtp://ada:se#cret@mail.example.org')).toThrow(/^SMTP_URL: "smtp:\/\/\*\*\*@mail/)
  })
})

describe('SMTP_URL with several servers', () => {
  test('has them separated by white space, each with its weight', () => {
    const servers = parseSmtpUrls(
      ' smtp://one.example.org?weight=3 smtps://ada:s%26cret@two.example.org\n\nsmtp://three.example.org?weight=0&name=me.example ',
    )
    expect(servers.map(({ host, weight }) => [host, weight])).toEqual([
      ['one.example.org', 3],
      ['two.example.org', 1],
      ['three.example.org', 0],
    ])
  })

  test('needs one that is more than a stand-in', () => {
    expect(() => parseSmtpUrls('smtp://a.example?weight=0 smtp://u:secret@b.example?weight=0')).toThrow(
      /^SMTP_URL: "smtp:\/\/\*\*\*@b\.example\?weight=0" gives every server the weight 0/,
    )
  })

  test('names the one that is wrong', () => {
    expect(() => parseSmtpUrls('smtp://one.example.org smtp://two.example.org:0')).toThrow(
      'SMTP_URL: "smtp://two.example.org:0" has the port 0',
    )
  })

  test('shows no part of a password with a space', () => {
    const read = () => parseSmtpUrls('smtp://ada:my secret@one.example.org smtp://two.example.org')
    expect(read).toThrow('contains a space')
    expect(read).not.toThrow(/my|secret/)
  })
})
