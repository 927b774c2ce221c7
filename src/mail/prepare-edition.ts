import type { Config } from '../config/schema.ts'
import type { Edition, EditionKind } from '../digests/edition.ts'
import { editionName } from '../digests/edition-name.ts'
import { canonicalLines } from './canonical-body.ts'
import { fillIn } from './fill-in.ts'
import { headerAddress, headerField, mailboxField, textField } from './header.ts'
import { editionLink } from './links.ts'
import { AUTOMATIC, listFields } from './list-fields.ts'
import { answerTo, senderDomain, senderOf } from './mailbox.ts'
import { quotedPrintable } from './quoted-printable.ts'
import { cutAtTokens, type Personal, type Piece, readTokenMark } from './tokens.ts'

/** A value that is each subscriber's own. */
export type OwnPiece = { value: Exclude<keyof Personal, 'web'>; as: 'text' | 'html' }

/** What is the same for all: the bytes as they go out, and as DKIM hashes them. */
export type SharedPiece = { bytes: Buffer; canonical: Buffer }

export type BodyPiece = SharedPiece | OwnPiece

/** An edition made ready for any number of subscribers. */
export type PreparedEdition = {
  config: Config
  kind: EditionKind
  /** Short name of the edition in headers: hexadecimal, from its key. */
  name: string
  /** The address in From. */
  sender: string
  messageDomain: string
  /** Header fields that are the same for all, with the CRLF of the last. */
  fields: string
  /** Cut at ends of lines. */
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
  const web = editionLink(config, name)
  const body = [
    ...part(boundary, 'text/plain', cutAtTokens(edition.text, tokens), { as: 'text', web }),
    ...part(boundary, 'text/html', cutAtTokens(html, tokens), { as: 'html', web }),
    `--${boundary}--\r\n`,
  ]
  return {
    config,
    kind: edition.kind,
    name,
    sender: address,
    messageDomain: edition.messageDomain ?? senderDomain(config),
    fields: fields.join(''),
    body: joined(body),
  }
}

/** Mail to somebody who is not subscribed, or not at this address: it is no mail of the list, and nobody can leave by it. */
export function isAsking(kind: EditionKind): kind is 'confirmation' | 'address' {
  return kind === 'confirmation' || kind === 'address'
}

type Encoded = string | OwnPiece

function part(boundary: string, type: string, pieces: Piece[], filled: { as: OwnPiece['as']; web: string }): Encoded[] {
  const head = `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`
  const content = pieces.flatMap((piece, index) => {
    const encoded = encode(piece, filled)
    return needsBreak(piece, pieces[index + 1]) ? [encoded, SOFT_BREAK] : [encoded]
  })
  return [head, ...content, '\r\n']
}

function encode(piece: Piece, { as, web }: { as: OwnPiece['as']; web: string }): Encoded {
  if (typeof piece === 'string') return quotedPrintable(piece)
  return piece.value === 'web' ? fillIn(web, as) : { value: piece.value, as }
}

const SOFT_BREAK = '=\r\n'

/** Each piece begins a line of its own, so that no line grows with the value that stands in it. */
function needsBreak(piece: Piece, next: Piece | undefined): boolean {
  if (next === undefined) return false
  return !(typeof piece === 'string' && piece.endsWith('\n')) && !(typeof next === 'string' && /^\r?\n/.test(next))
}

/** As few pieces as there can be between the values of a subscriber. */
function joined(pieces: Encoded[]): BodyPiece[] {
  const body: BodyPiece[] = []
  let shared = ''
  for (const piece of [...pieces, null]) {
    if (typeof piece === 'string') {
      shared += piece
      continue
    }
    if (shared !== '') body.push(sharedPiece(shared))
    if (piece) body.push(piece)
    shared = ''
  }
  return body
}

function sharedPiece(lines: string): SharedPiece {
  const bytes = Buffer.from(lines)
  return { bytes, canonical: canonicalLines(bytes) }
}
