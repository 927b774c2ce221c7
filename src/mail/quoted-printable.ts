import { encode, wrap } from 'nodemailer/lib/qp'

/** Room for the "=" of a soft line break behind any line: RFC 2045, 6.7 (5) allows 76 octets with it. */
const LINE = 75

/** Quoted-printable (RFC 2045, 6.7) with CRLF between lines of at most 75 octets. */
export function quotedPrintable(text: string): string {
  return wrap(encode(text.replace(/\r\n|\r|\n/g, '\r\n')), LINE)
}

/** Octets that a text takes in the message. */
export function encodedSize(text: string): number {
  return quotedPrintable(text).length
}
