import type { Config } from '../config/schema.ts'
import type { Edition, EditionKind } from '../digests/edition.ts'
import { editionName } from '../digests/edition-name.ts'
import { headerAddress, headerField, mailboxField, textField } from './header.ts'
import { editionLink } from './links.ts'
import { AUTOMATIC, listFields } from './list-fields.ts'
import { answerTo, senderOf } from './mailbox.ts'
import { quotedPrintable } from './quoted-printable.ts'
import { cutAtTokens, type Personal, type Piece, readTokenMark } from './tokens.ts'

/** A piece of the body as it goes out, or a value that is each subscriber's own. */
export type BodyPiece = Buffer | { value: keyof Personal; as: 'text' | 'html' }

/** An edition made ready for any number of subscribers. */
export type PreparedEdition = {
  config: Config
  kind: EditionKind
  /** Short name of the edition in headers: hexadecimal, from its key. */
  name: string
  /** Where it is read in the browser. */
  web: string
  sender: { address: string; domain: string }
  /** Header fields that are the same for all, with the CRLF of the last. */
  fields: string
  body: BodyPiece[]
}

/**
 * Does once what is the same in every message of an edition: the header fields, and a multipart/alternative body, text
 * first, in quoted-printable, cut where a subscriber's own values go. The same edition gives the same bytes. Throws, naming
 * the field, if something does not fit into a header.
 */
export function prepareEdition(edition: Edition, config: Config): PreparedEdition {
  const name = editionName(edition.key)
  const boundary = `=_${name}`
  const { html, tokens } = readTokenMark(edition.html)
  const sender = senderOf(config)
  const address = headerAddress('digest.from', sender.address)
  const fields = [
    mailboxField('From', { ...sender, address }),
    mailboxField('Reply-To', answerTo(config)),
    textField('Subject', edition.subject),
    isAsking(edition.kind) ? AUTOMATIC : listFields(config),
    headerField('MIME-Version', '1.0'),
    headerField('Content-Type', `multipart/alternative;\r\n boundary="${boundary}"`),
  ]
  const body = [
    ...part(boundary, 'text/plain', cutAtTokens(edition.text, tokens), 'text'),
    ...part(boundary, 'text/html', cutAtTokens(html, tokens), 'html'),
    Buffer.from(`--${boundary}--\r\n`),
  ]
  return {
    config,
    kind: edition.kind,
    name,
    web: editionLink(config, name),
    sender: { address, domain: address.replace(/^.*@/, '') },
    fields: fields.join(''),
    body,
  }
}

/** Mail to somebody who is not subscribed, or not at this address: it is no mail of the list, and nobody can leave by it. */
export function isAsking(kind: EditionKind): kind is 'confirmation' | 'address' {
  return kind === 'confirmation' || kind === 'address'
}

function part(boundary: string, type: string, pieces: Piece[], as: 'text' | 'html'): BodyPiece[] {
  const head = `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`
  const content = pieces.flatMap((piece, index): BodyPiece[] => {
    const encoded = typeof piece === 'string' ? Buffer.from(quotedPrintable(piece)) : { ...piece, as }
    return needsBreak(piece, pieces[index + 1]) ? [encoded, SOFT_BREAK] : [encoded]
  })
  return [Buffer.from(head), ...content, Buffer.from('\r\n')]
}

const SOFT_BREAK = Buffer.from('=\r\n')

/** Each piece begins a line of its own, so that no line grows with the value that stands in it. */
function needsBreak(piece: Piece, next: Piece | undefined): boolean {
  if (next === undefined) return false
  return !(typeof piece === 'string' && piece.endsWith('\n')) && !(typeof next === 'string' && /^\r?\n/.test(next))
}
