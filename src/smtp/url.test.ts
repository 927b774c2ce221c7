import { describe, expect, test } from 'vitest'
import { parseSmtpUrl } from './url.ts'

describe('SMTP_URL', () => {
  test('smtp:// means port 587 and no TLS from the start', () => {
    expect(parseSmtpUrl('smtp://mail.example.org')).toEqual({
      host: 'mail.example.org',
      port: 587,
      implicitTls: false,
      credentials: null,
      clientName: null,
      loopback: false,
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
    ['smtp://mail.example.org\r\nRSET', 'contains a space or a control character'],
  ])('%j is refused with its reason and an example', (url, reason) => {
    expect(() => parseSmtpUrl(url)).toThrow(reason)
    expect(() => parseSmtpUrl(url)).toThrow('Write it like smtp://user:password@mail.example.org:587.')
  })

  test('an error never shows the password', () => {
    expect(() => parseSmtpUrl('smtp://ada:se#cret@mail.example.org')).toThrow(/^SMTP_URL: "smtp:\/\/\*\*\*@mail/)
  })
})
