import { StoreError } from './errors.ts'

const UNREACHABLE = 'cannot be reached. Is the server running there, and is DATABASE_URL right?'

/** What to do about the errors of a server or its network, by SQLSTATE, class of SQLSTATE or system error. */
const FIXES: Record<string, string> = {
  '08': UNREACHABLE,
  '28': 'refuses this user or password. Set the right ones in DATABASE_URL.',
  '3D000': 'has no such database. Create it, or name another one in DATABASE_URL.',
  '42501': 'does not let this user do that. Make the user the owner of the database.',
  '53100': 'has no room left on its disk. Make room; the next run carries on where this one stood.',
  '53300': 'has no connection left. Raise its max_connections, or end other programs that use it.',
  '55P03': 'waited too long for another program. End that program, or wait for it, and run again.',
  '57P': UNREACHABLE,
  '58': 'reports an error of its system. See its log.',
  XX: 'reports damaged data, and nothing was sent. See its log, and restore a backup.',
}

const NETWORK = /^(ECONN|EHOST|ENET|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE)/
const TERMINATED =
  /^Connection terminated|^timeout exceeded when trying to connect|Client has encountered a connection error/

/** A server's address as it may be shown: without its password and its parameters. */
export function postgresPlace(url: string): string {
  const address = URL.parse(url)
  if (!address || !/^postgres(ql)?:$/.test(address.protocol)) {
    throw new StoreError(
      'DATABASE_URL: is no address of a PostgreSQL database. Write it like postgres://name:password@host:5432/dateline.',
    )
  }
  address.password = ''
  address.search = ''
  return address.href
}

/** The error as one that names place and fix; while running a query, one of our own making stays as it is. */
export function postgresError(error: unknown, place: string, during: 'connect' | 'query'): unknown {
  if (error instanceof StoreError) return error
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const fix = FIXES[code] ?? FIXES[code.slice(0, 3)] ?? FIXES[code.slice(0, 2)] ?? networkFix(code, message)
  if (fix === undefined && during === 'query') return error
  return new StoreError(`${place}: ${fix ?? UNREACHABLE} (${message || code})`, { cause: error })
}

function networkFix(code: string, message: string): string | undefined {
  return NETWORK.test(code) || TERMINATED.test(message) ? UNREACHABLE : undefined
}
