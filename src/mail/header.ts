import { domainToASCII } from 'node:url'
import { encodeWord, foldLines, quoteString } from 'nodemailer/lib/mime-funcs'

/** A mail address with the name that is shown for it. */
export type Mailbox = { name: string | null; address: string }

/** Longest line of a message in octets, without its CRLF (RFC 5322, 2.1.1). */
const LONGEST_LINE = 998
const ENCODED_WORD = 52

/** One header field with its CRLF, as it is given: never folded, so that an address in it stays whole. ASCII only. */
export function headerField(name: string, value: string): string {
  if (!/^[\x20-\x7e]+(\r\n [\x20-\x7e]+)*$/.test(value))
    throw new Error(`${name}: has characters that no header may hold.`)
  const field = `${name}: ${value}`
  if (field.split('\r\n').some((line) => line.length > LONGEST_LINE)) {
    throw new Error(`${name}: is longer than the ${LONGEST_LINE} octets that a line of a message may have. Shorten it.`)
  }
  return `${field}\r\n`
}

/** One header field of words for people: encoded (RFC 2047) where it is not ASCII, folded at spaces. */
export function textField(name: string, value: string): string {
  refuseLineBreaks(name, value)
  return headerField(name, fold(name, isPlain(value) ? value : encoded(value)))
}

/** One header field with one mailbox. */
export function mailboxField(name: string, mailbox: Mailbox): string {
  const address = `<${headerAddress(name, mailbox.address)}>`
  refuseLineBreaks(name, mailbox.name ?? '')
  const shown = (mailbox.name ?? '').replace(/\s+/g, ' ').trim()
  if (shown === '') return headerField(name, address.slice(1, -1))
  return headerField(name, fold(name, `${phrase(shown)} ${address}`))
}

/** A name as the phrase before "<" (RFC 5322, 3.2.5): quoted, or encoded where it is not ASCII. */
export function phrase(name: string): string {
  return isPlain(name) ? quoteString(name) : encoded(name)
}

/** The address with its domain in ASCII. Throws, naming `field` but never the address, if no header can hold it. */
export function headerAddress(field: string, address: string): string {
  refuseLineBreaks(field, address)
  const at = address.lastIndexOf('@')
  const domain = domainToASCII(address.slice(at + 1))
  const local = address.slice(0, at)
  if (!/^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/.test(local) || at < 1 || domain === '') {
    throw new Error(`${field}: is no plain mail address. Write it like ada@example.org.`)
  }
  return `${local}@${domain}`
}

/** Throws, naming `field`, if the value could end a header line (CR, LF) or a string (NUL). */
export function refuseLineBreaks(field: string, value: string): void {
  if (/[\r\n\0]/.test(value))
    throw new Error(`${field}: has a line break or a NUL, which no header may hold. Remove it.`)
}

/** Printable ASCII that no reader of the message could take for an encoded word. */
function isPlain(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value) && !value.includes('=?')
}

function encoded(value: string): string {
  const wide = value.replace(/[\x20-\x7e]/g, '').length * 2 > value.length
  return encodeWord(value.toWellFormed(), wide ? 'B' : 'Q', ENCODED_WORD)
}

/** Folds at spaces. A first word that is too long for its line stays behind the name: no line may hold the name alone. */
export function fold(name: string, value: string): string {
  return foldLines(`${name}: ${value}`, 76)
    .slice(name.length + 1)
    .replace(/^(\r\n)? /, '')
}
