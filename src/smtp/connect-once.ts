import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import { connect, type Timeouts } from './connect.ts'
import type { Logins } from './logins.ts'
import { isRefusedLogin } from './server-fault.ts'
import { placeOf, type SmtpServer } from './url.ts'

/** As `connect`, but a login that was refused for good is not tried again for some time. */
export async function connectOnce(
  server: SmtpServer,
  { requireTls, timeouts, logins }: { requireTls: boolean; timeouts: Timeouts; logins: Logins },
  signal: AbortSignal,
): Promise<SMTPConnection> {
  const login = server.credentials ? `${server.credentials.user}@${placeOf(server)}` : ''
  const refusal = logins.refusalOf(login)
  if (refusal !== null) throw refusal
  try {
    const connection = await connect(server, requireTls, timeouts, signal)
    logins.taken(login)
    return connection
  } catch (fault) {
    if (isRefusedLogin(fault)) logins.refused(login, fault)
    throw fault
  }
}
