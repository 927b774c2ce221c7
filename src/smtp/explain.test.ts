import { describe, expect, test } from 'vitest'
import { explainSmtp } from './explain.ts'
import { parseSmtpUrl } from './url.ts'

const server = parseSmtpUrl('smtp://ada:secret@mail.example.org:2525')

function fault(code: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { code, ...more })
}

describe('an SMTP connection that fails', () => {
  test.each([
    [fault('ESOCKET', 'connect', { originalCode: 'ECONNREFUSED' }), 'refused the connection. Check host and port'],
    [fault('EDNS', 'getaddrinfo', { originalCode: 'ENOTFOUND' }), 'has no address in the DNS. Check the host'],
    [fault('EDNS', 'getaddrinfo', { originalCode: 'EAI_AGAIN' }), 'the DNS does not answer. Check the network'],
    [
      fault('EAUTH', 'Invalid login', { response: '535 5.7.8 bad' }),
      'refused the login: 535 5.7.8 bad. Check user name',
    ],
    [fault('ETLS', 'no STARTTLS', { response: '502 what' }), 'offers no usable TLS: 502 what. Write smtps://'],
    [
      fault('ESOCKET', 'self-signed', { originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'cannot be trusted (self-signed)',
    ],
    [
      fault('ESOCKET', 'wrong', { originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' }),
      'begins TLS, and does not. Write smtps',
    ],
    [fault('ESOCKET', 'alert', { originalCode: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' }), 'for TLS 1.2 or newer'],
    [fault('ETIMEDOUT', 'Greeting never received'), 'on port 465, needs smtps://'],
    [fault('ECONNECTION', 'Closed', { response: '421 4.3.2 busy' }), 'turned the connection away: 421 4.3.2 busy'],
    [fault('EWHAT', 'a new\r\nkind'), 'failed: a new kind. Check SMTP_URL.'],
  ])('is explained with place, reason and fix: %s', (error, words) => {
    const line = explainSmtp(error, server)
    expect(line).toContain('mail server mail.example.org:2525 ')
    expect(line).toContain(words)
    expect(line).not.toMatch(/secret|[\r\n]/)
  })

  test('a server that does not speak TLS from the start is asked for it later', () => {
    const error = fault('ESOCKET', 'wrong', { originalCode: 'ERR_SSL_WRONG_VERSION_NUMBER' })
    expect(explainSmtp(error, parseSmtpUrl('smtps://mail.example.org'))).toContain('Write smtp:// instead of smtps://')
  })

  test('a place with an IPv6 address is written in brackets', () => {
    expect(explainSmtp(fault('ECONNREFUSED', 'x'), parseSmtpUrl('smtp://[::1]:25'))).toContain(
      'mail server [::1]:25 refused',
    )
  })
})
