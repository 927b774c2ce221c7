import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime, { type Address, type Email } from 'postal-mime'

/** A message of the rehearsal inbox as a list shows it. Addresses are shown as `Name <address>`. */
export type InboxEntry = {
  /** File name below the inbox; names the message. */
  name: string
  from: string
  to: string
  subject: string
  messageId: string
  /** When it arrived, in milliseconds. */
  receivedAt: number
}

export type InboxAttachment = { filename: string; type: string; size: number }

export type InboxMessage = InboxEntry & {
  /** The Date field in milliseconds; null when it has none that can be read. */
  date: number | null
  html: string | null
  text: string | null
  /** All of the message as it was received. */
  source: string
  attachments: InboxAttachment[]
}

/** What stands between the time and the end, as the inbox writes it: no separator of paths can be in it. */
const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-[a-z0-9@._+-]*-[0-9a-f]{8}\.eml$/
const HEAD = 64 * 1024

/** All messages of an inbox, newest first. An inbox that does not exist is empty. */
export async function readInbox(dir: string): Promise<InboxMessage[]> {
  const messages: InboxMessage[] = []
  for (const name of await names(dir)) {
    const message = await readMessage(dir, name)
    if (message) messages.push(message)
  }
  return messages
}

/** Part of an inbox, newest first, read from the headers alone, and how many messages there are in all. */
export async function listInbox(
  dir: string,
  page: { skip: number; limit: number },
): Promise<{ total: number; newest: string | null; entries: InboxEntry[] }> {
  const all = await names(dir)
  const shown = all.slice(page.skip, page.skip + page.limit)
  const entries = await Promise.all(shown.map((name) => readEntry(dir, name)))
  return { total: all.length, newest: all[0] ?? null, entries: entries.filter((entry) => entry !== null) }
}

/** The bytes of one message; null as with `readMessage`. */
export async function readSource(dir: string, name: string): Promise<Buffer | null> {
  return NAME.test(name) ? readFile(join(dir, name)).catch(gone) : null
}

/** One message; null when the name is none that the inbox gives, or the file is not there. */
export async function readMessage(dir: string, name: string): Promise<InboxMessage | null> {
  const raw = await readSource(dir, name)
  if (raw === null) return null
  return { ...(await parseMessage(raw)), name, receivedAt: arrival(name) }
}

export type ParsedMessage = Omit<InboxMessage, 'name' | 'receivedAt'>

/** A message as a reader's mail program takes it apart. */
export async function parseMessage(raw: Buffer): Promise<ParsedMessage> {
  const email = await PostalMime.parse(raw)
  const date = Date.parse(email.date ?? '')
  return {
    ...headOf(email),
    date: Number.isNaN(date) ? null : date,
    html: email.html ?? null,
    text: email.text ?? null,
    source: raw.toString('utf8'),
    attachments: email.attachments.map(({ filename, mimeType, content }) => ({
      filename: filename ?? 'without a name',
      type: mimeType,
      size: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
    })),
  }
}

async function readEntry(dir: string, name: string): Promise<InboxEntry | null> {
  const file = await open(join(dir, name)).catch(gone)
  if (file === null) return null
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(HEAD) })
    const end = buffer.indexOf('\r\n\r\n')
    const email = await PostalMime.parse(buffer.subarray(0, end < 0 ? bytesRead : end + 4))
    return { ...headOf(email), name, receivedAt: arrival(name) }
  } finally {
    await file.close()
  }
}

async function names(dir: string): Promise<string[]> {
  const found = (await readdir(dir).catch(gone)) ?? []
  return found
    .filter((name) => NAME.test(name))
    .sort()
    .reverse()
}

function headOf(email: Email): Omit<InboxEntry, 'name' | 'receivedAt'> {
  return {
    from: shown(email.from ? [email.from] : []),
    to: shown(email.to ?? []),
    subject: email.subject || '(no subject)',
    messageId: email.messageId ?? '',
  }
}

function arrival(name: string): number {
  const [, year, month, day, hour, minute, second, ms] = NAME.exec(name)!
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
}

function shown(addresses: Address[]): string {
  const all = addresses.flatMap((each) => each.group ?? [each])
  return all.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ')
}

function gone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}
