import { oneLine } from './one-line.ts'
import { placeOf, type SmtpServer } from './url.ts'

/** What nodemailer and Node tell about a connection that failed. */
export type SmtpFault = Error & { code?: string; originalCode?: string; response?: string; command?: string }

/** Code of a server that takes no login over the connection as it stands. */
export const NO_LOGIN = 'ENOLOGIN'

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_CERT|HOSTNAME_MISMATCH/
const NOT_TLS = /ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|ERR_SSL_UNEXPECTED_MESSAGE/

const OLD_TLS =
  /ERR_SSL_.*(PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|HANDSHAKE_FAILURE|NO_SHARED_CIPHER)|ERR_SSL_TLSV1_ALERT/

/** One line about a connection that could not be made: host and port, never the password, the reason, and the fix. */
export function explainSmtp(error: unknown, server: Pick<SmtpServer, 'host' | 'port' | 'implicitTls'>): string {
  const place = placeOf(server)
  const fault = error as SmtpFault
  const code = fault.originalCode ?? fault.code ?? ''
  const all = reasons(fault, server.implicitTls)
  const known = all.find(({ when }) => when.test(code)) ?? all.find(({ when }) => when.test(fault.code ?? ''))
  return known
    ? `mail server ${place} ${known.what}. ${known.fix}`
    : `mail server ${place} failed: ${oneLine(fault.message ?? String(error)).replace(/\.$/, '')}. Check SMTP_URL.`
}

function reasons(fault: SmtpFault, implicitTls: boolean): { when: RegExp; what: string; fix: string }[] {
  const said = fault.response ? `: ${oneLine(fault.response)}` : ''
  return [
    {
      when: /^ECONNREFUSED$/,
      what: 'refused the connection',
      fix: 'Check host and port of SMTP_URL, and that the mail server runs.',
    },
    { when: /^(ENOTFOUND|EDNS)$/, what: 'has no address in the DNS', fix: 'Check the host in SMTP_URL.' },
    { when: /^EAI_AGAIN$/, what: 'cannot be looked up, the DNS does not answer', fix: 'Check the network.' },
    { when: /^(EHOSTUNREACH|ENETUNREACH)$/, what: 'cannot be reached', fix: 'Check the network and any firewall.' },
    {
      when: /^ENOLOGIN$/,
      what: 'takes no login here, but SMTP_URL has a user name and a password',
      fix: 'Remove user:password from SMTP_URL, or use the port with TLS: smtps:// with 465, or smtp:// with 587.',
    },
    {
      when: /^EAUTH$/,
      what: said ? `refused the login${said}` : `cannot take the login (${oneLine(fault.message)})`,
      fix: 'Check user name and password in SMTP_URL.',
    },
    {
      when: NOT_TLS,
      what: implicitTls ? 'does not speak TLS from the start' : 'says that it begins TLS, and does not',
      fix: implicitTls
        ? 'Write smtp:// instead of smtps://, with the port for STARTTLS, mostly 587.'
        : 'Write smtps:// with port 465, or ask whoever runs it.',
    },
    {
      when: OLD_TLS,
      what: 'speaks no TLS that is safe today',
      fix: 'Ask whoever runs it for TLS 1.2 or newer.',
    },
    {
      when: CERTIFICATE,
      what: `has a certificate that cannot be trusted (${oneLine(fault.message)})`,
      fix: 'Use the host name that stands in the certificate, or name its authority in NODE_EXTRA_CA_CERTS.',
    },
    {
      when: /^ETLS$/,
      what: `offers no usable TLS${said}`,
      fix: 'Write smtps:// with port 465, or set delivery.requireTls to false for a server that needs no password.',
    },
    {
      when: /^ETIMEDOUT$/,
      what: `did not answer in time (${oneLine(fault.message)})`,
      fix: implicitTls
        ? 'Check host and port of SMTP_URL and any firewall.'
        : 'Check host, port and any firewall; a server that waits for TLS, mostly on port 465, needs smtps://.',
    },
    {
      when: /^(ECONNECTION|ECONNRESET|EPIPE|EPROTOCOL)$/,
      what: said ? `turned the connection away${said}` : 'closed the connection before it was ready',
      fix: 'Try again later; if it stays so, ask whoever runs the mail server.',
    },
  ]
}
