import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, open, rename, stat } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'

export type Inbox = {
  /** The SMTP_URL under which the inbox takes messages. */
  url: string
  /** Stops taking messages; those being received are finished or refused. */
  close: () => Promise<void>
}

const LARGEST = 25 * 1024 * 1024

/**
 * The rehearsal inbox: an SMTP server on the loopback address that keeps every message as a file of its own below `dir`, byte for
 * byte as received. A message is on the disk, whole, before the server says 250; so a second copy is a second file.
 * Rejects with one line when the port is taken.
 */
export async function startInbox(dir: string, options: { port?: number } = {}): Promise<Inbox> {
  await mkdir(dir, { recursive: true })
  const fileName = fileNames()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: LARGEST,
    banner: 'Dateline rehearsal inbox',
    logger: false,
    closeTimeout: 1000,
    onData(stream, session, callback) {
      receive(stream)
        .then((raw) => keep(dir, raw, fileName(raw, session.envelope.rcptTo[0]?.address ?? '', Date.now())))
        .then(() => callback(null, 'kept'), callback)
    },
  })
  await listen(server, options.port ?? 0)
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

async function listen(server: SMTPServer, port: number): Promise<void> {
  const listening = once(server.server, 'listening')
  // Faults of single connections are the clients' affair.
  server.on('error', () => undefined)
  server.listen(port, '127.0.0.1')
  try {
    await listening
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(`rehearsal inbox: port ${port} of 127.0.0.1 is in use. Choose another port, or 0 for any free one.`)
  }
}

async function receive(stream: SMTPServerDataStream): Promise<Buffer> {
  const raw = Buffer.concat(await stream.toArray())
  if (!stream.sizeExceeded) return raw
  throw Object.assign(new Error(`5.3.4 message is larger than ${LARGEST} bytes`), { responseCode: 552 })
}

async function keep(dir: string, raw: Buffer, name: string): Promise<void> {
  if (await exists(join(dir, name)))
    throw Object.assign(new Error('4.3.0 file exists, try again'), { responseCode: 451 })
  const temporary = join(dir, `.${name}.${process.pid}.part`)
  const file = await open(temporary, 'wx')
  try {
    await file.writeFile(raw)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(temporary, join(dir, name))
}

/** Names that sort by the time of arrival and never come twice from one inbox. */
function fileNames(): (raw: Buffer, recipient: string, now: number) => string {
  let last = 0
  return (raw, recipient, now) => {
    last = Math.max(now, last + 1)
    const time = new Date(last).toISOString().replace(/[-:.]/g, '')
    const safe = recipient
      .toLowerCase()
      .replace(/[^a-z0-9@._+-]/g, '_')
      .slice(0, 80)
    const messageId = /^Message-ID:\s*(\S+)/im.exec(headerOf(raw))?.[1] ?? ''
    return `${time}-${safe}-${createHash('sha256').update(messageId).digest('hex').slice(0, 8)}.eml`
  }
}

function headerOf(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n')
  return raw.subarray(0, end < 0 ? raw.length : end).toString('latin1')
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
