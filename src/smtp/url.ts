/** A mail server as SMTP_URL names it. */
export type SmtpServer = {
  host: string
  port: number
  /** smtps://: TLS from the first byte. */
  implicitTls: boolean
  credentials: { user: string; pass: string } | null
  /** The name this program gives itself in EHLO; the machine's own when null. */
  clientName: string | null
  /** The server runs on this machine, so that nothing said to it leaves the machine. */
  loopback: boolean
  /** Its share of the messages beside other servers; 0 only stands in for them. */
  weight: number
}

const EXAMPLE = 'Write it like smtp://user:password@mail.example.org:587'

/**
 * Reads `smtp://` (port 587, STARTTLS) and `smtps://` (port 465) URLs.
 * Throws an Error of one line that names SMTP_URL, the value without its password, and the fix.
 */
export function parseSmtpUrl(text: string): SmtpServer {
  const url = readUrl(text.trim())
  const [user, pass] = [decode(url.username, text), decode(url.password, text)]
  if (user === '' && pass !== '') throw fault(text, 'has a password and no user name')
  if (user !== '' && pass === '') throw fault(text, 'has a user name and no password')
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  const implicitTls = url.protocol === 'smtps:'
  return {
    host,
    port: url.port === '' ? (implicitTls ? 465 : 587) : Number(url.port),
    implicitTls,
    credentials: user === '' ? null : { user, pass },
    clientName: clientName(url, text),
    loopback: isLoopback(host),
    weight: weight(url, text),
  }
}

/** Reads one URL or several, separated by white space. Throws as `parseSmtpUrl` does. */
export function parseSmtpUrls(text: string): SmtpServer[] {
  const servers = text
    .trim()
    // A space elsewhere may be part of a password, which no error may show half of.
    .split(/\s+(?=[a-z]+:\/\/)/i)
    .map((url) => parseSmtpUrl(url))
  if (servers.every((server) => server.weight === 0)) {
    throw fault(text, 'gives every server the weight 0, so that none is there to stand in for')
  }
  return servers
}

/** Where a server is, for a person; never its password. */
export function placeOf({ host, port }: Pick<SmtpServer, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

function readUrl(text: string): URL {
  if (/[\s\0-\x1f\x7f]/.test(text)) throw fault(text, 'contains a space or a control character')
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || url.hostname === '') throw fault(text, 'is no mail server')
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') {
    throw fault(text, `starts with ${url.protocol}// where smtp:// or smtps:// is known`)
  }
  if (url.port === '0') throw fault(text, 'has the port 0')
  if (url.hash !== '' || !['', '/'].includes(url.pathname)) {
    throw fault(text, 'goes on after the port. Write # as %23, / as %2F and @ as %40 in a password')
  }
  return url
}

function clientName(url: URL, text: string): string | null {
  const unknown = [...url.searchParams.keys()].find((key) => key !== 'name' && key !== 'weight')
  if (unknown !== undefined) throw fault(text, `has the unknown option "${unknown}"; it knows only name and weight`)
  const name = url.searchParams.get('name')
  if (name !== null && !/^[A-Za-z0-9.:[\]-]{1,255}$/.test(name))
    throw fault(text, `has "${name}" as name, no host name`)
  return name
}

function weight(url: URL, text: string): number {
  const given = url.searchParams.get('weight') ?? '1'
  if (!/^\d{1,4}$/.test(given)) throw fault(text, `has "${given}" as weight, no whole number from 0 to 9999`)
  return Number(given)
}

function decode(part: string, text: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw fault(text, 'has a % that opens no escape. Write % as %25 in user name and password')
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

function fault(text: string, what: string): Error {
  const shown = text.replace(/\/\/.*@/s, '//***@').replace(/[\0-\x1f\x7f]/g, '?')
  return new Error(`SMTP_URL: "${shown}" ${what}. ${EXAMPLE}.`)
}
