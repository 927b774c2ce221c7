import PostalMime, { type Address, addressParser, type Email } from 'postal-mime'
import { cutParts, REPORT_PART, TEXT_PART } from './inbound-cut.ts'
import { wordsOfHtml } from './inbound-html.ts'

/** So much of a message is worth keeping, in bytes. */
export const LARGEST_INBOUND = 1024 * 1024

const MOST_PARTS = 20

/** A part that is attached: its type in lower case, and as much of its text as says anything. */
export type InboundPart = { type: string; text: string }

/** A message that came in, as far as anything can be decided by it. Addresses are as written, without names. */
export type InboundMessage = {
  /** The one mailbox in From; null when there is none, or several. */
  from: string | null
  /** Where it was sent to, by header and by the mail server's own fields. */
  recipients: string[]
  subject: string
  /** The first line of the text that has words; empty when there is none. */
  firstLine: string
  /** Nobody wrote it: a report, an automatic answer, or mail of a list. */
  isAutomatic: boolean
  /** The site's own mail server says that it does not come from where it says (DMARC, RFC 7489). */
  isForged: boolean
  /** It has no sender that an answer could go to, as a report has none (RFC 5321 4.5.5), or is of the mail system. */
  isFromMailSystem: boolean
  /** All fields of the header, decoded, their names in lower case. */
  fields: readonly Field[]
  /** The beginning of what is to be read. */
  text: string
  parts: InboundPart[]
}

export type Field = { key: string; value: string }

const DMARC_FAILED = /(^|[;\s])dmarc\s*=\s*fail\b/i

const LIMITS = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024, forceRfc822Attachments: true }

/**
 * Reads one message as a mail server hands it to a program: with CRLF or LF between lines, with or without a line
 * "From ..." before it, whole or cut off. Of one whose body cannot be read the header is read; null when that fails too.
 */
export async function readInbound(raw: Buffer): Promise<InboundMessage | null> {
  const message = raw.subarray(0, LARGEST_INBOUND)
  const envelope = /^>?From ([^\s]*)[^\n]*\n/.exec(message.subarray(0, 2000).toString('latin1'))
  const bytes = message.subarray(envelope?.[0].length ?? 0)
  const { head, body } = cutParts(bytes)
  const email = (await parsed(Buffer.concat([head, body]))) ?? (await parsed(head))
  if (email === null) return null
  const text = textOf(email, body)
  return {
    from: senderOf(email),
    recipients: [...addressesOf(email.to), ...addressesOf(email.cc), ...deliveredTo(email)],
    subject: (email.subject ?? '').replace(/\s+/g, ' ').trim(),
    firstLine: firstLineOf(text),
    isAutomatic: envelope?.[1] === 'MAILER-DAEMON' || isAutomatic(email),
    isForged: email.headers.some(({ key, value }) => key === 'authentication-results' && DMARC_FAILED.test(value)),
    isFromMailSystem: envelope?.[1] === 'MAILER-DAEMON' || isFromMailSystem(email),
    fields: email.headers,
    text,
    parts: email.attachments.slice(0, MOST_PARTS).map(partOf),
  }
}

/** What is to be read; of a message in parts that names no boundary between them, everything. */
function textOf({ text, html, attachments, headers }: Email, body: Buffer): string {
  const isUnread = text === undefined && html === undefined && attachments.length === 0
  if (isUnread && says(headers, 'content-type', /^\s*multipart\//i)) return body.subarray(0, TEXT_PART).toString()
  return text?.trim() ? text.slice(0, TEXT_PART) : wordsOfHtml((html ?? '').slice(0, TEXT_PART))
}

function partOf({ mimeType, content }: Email['attachments'][number]): InboundPart {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as ArrayBuffer)
  const kept = bytes.subarray(0, REPORT_PART)
  return { type: mimeType.toLowerCase(), text: new TextDecoder(charsetOf(kept)).decode(kept) }
}

/** The parser does not tell. Fields begin with ASCII, of which UTF-16 leaves one byte in two empty. */
function charsetOf([first, second]: Buffer): string {
  if (first === 0 || (first === 0xfe && second === 0xff)) return 'utf-16be'
  return second === 0 || (first === 0xff && second === 0xfe) ? 'utf-16le' : 'utf-8'
}

async function parsed(bytes: Buffer): Promise<Email | null> {
  return PostalMime.parse(bytes, LIMITS).catch(() => null)
}

function senderOf({ headers }: Email): string | null {
  const fields = headers.filter(({ key }) => key === 'from')
  const mailboxes = fields.flatMap(({ value }) => addressesOf(addressParser(value)))
  return mailboxes.length === 1 ? (mailboxes[0] ?? null) : null
}

function addressesOf(mailboxes: Address[] = []): string[] {
  return mailboxes.flatMap((each) => each.group ?? [each]).flatMap(({ address }) => address || [])
}

function deliveredTo({ headers }: Email): string[] {
  const fields = ['delivered-to', 'x-original-to', 'envelope-to']
  return headers.filter(({ key }) => fields.includes(key)).map(({ value }) => value.trim().replace(/^<(.*)>$/, '$1'))
}

function firstLineOf(text: string): string {
  return (/\S[^\n]*/.exec(text)?.[0] ?? '').trim()
}

/** Postfix writes the second to a program. */
const NO_SENDER = /^\s*(<\s*>|<?MAILER-DAEMON>?)?\s*$/i

function isFromMailSystem({ headers }: Email): boolean {
  return says(headers, 'return-path', NO_SENDER) || isFromDaemon(headers)
}

/** True when it says itself that it is of the mail system: who answers for somebody writes their name there. */
export function isFromDaemon(fields: readonly Field[]): boolean {
  return says(fields, 'from', /\b(mailer-daemon|postmaster)@|^\W*mailer-daemon\b|\bmail delivery (sub)?system\b/i)
}

/** True when a field of this name reads as wanted. */
export function says(fields: readonly Field[], name: string, wanted: RegExp): boolean {
  return fields.some(({ key, value }) => key === name && wanted.test(value))
}

/** By RFC 3834 and what older programs write. */
function isAutomatic(email: Email): boolean {
  const { headers } = email
  return (
    isFromMailSystem(email) ||
    says(headers, 'auto-submitted', /^(?!\s*no\s*(;|$))/i) ||
    says(headers, 'precedence', /^\s*(bulk|junk|list|auto_reply)\b/i) ||
    says(headers, 'list-id', /./) ||
    says(headers, 'x-autoreply', /./) ||
    says(headers, 'x-autorespond', /./) ||
    says(headers, 'content-type', /^\s*multipart\/report\b/i)
  )
}
