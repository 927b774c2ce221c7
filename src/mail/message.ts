import type { ClaimedDelivery } from '../deliveries/delivery.ts'
import { cadenceSentence } from '../digests/schedule.ts'
import { bodyHash, canonicalLines } from './canonical-body.ts'
import { fillIn } from './fill-in.ts'
import { headerAddress, headerField, mailboxField, refuseLineBreaks } from './header.ts'
import type { SubscriberLinks } from './links.ts'
import { feedbackField, unsubscribeFields } from './list-fields.ts'
import { isAsking, type OwnPiece, type PreparedEdition, type SharedPiece } from './prepare-edition.ts'

/** The message of one delivery: where it goes, and its bytes with CRLF between lines. `messageId` has its angle brackets. */
export type OutgoingMessage = {
  deliveryId: number
  envelope: { from: string; to: string }
  messageId: string
  raw: Buffer
  /** The hash that DKIM signs of its body, in base64; without it, a signer makes it from the bytes. */
  bodyHash?: () => string
}

/** The name, the address or a choice of one subscriber keeps their message from being made; the others are not concerned. */
export class MessageFault extends Error {
  override name = 'MessageFault'
}

/**
 * The message that one subscriber gets: the edition with their own address, cadence and links. The same delivery gives the
 * same bytes at every attempt, under one Message-ID. Mail that asks to confirm names nobody and has nothing of a list.
 * Throws a MessageFault that names delivery and field if a value of the subscriber is missing or does not fit into a
 * message, and a plain Error if one of the site does not.
 */
export function composeMessage(
  prepared: PreparedEdition,
  delivery: ClaimedDelivery,
  links: SubscriberLinks,
): OutgoingMessage {
  const { name, sender, messageDomain } = prepared
  const { personal, to, toField } = subscriberParts(prepared, delivery, links)
  // The number of a delivery that was forgotten may be given again; its time is not.
  const messageId = `<${delivery.id}.${delivery.plannedAt.toString(36)}.${name}@${messageDomain}>`
  const fields = [
    prepared.fields,
    toField,
    headerField('Date', new Date(delivery.plannedAt).toUTCString().replace('GMT', '+0000')),
    headerField('Message-ID', messageId),
    ...(isAsking(prepared.kind) ? [] : subscriptionFields(prepared, delivery, links)),
  ]
  const body = prepared.body.map((piece) => ('bytes' in piece ? piece : ownPiece(personal, piece)))
  return {
    deliveryId: delivery.id,
    envelope: { from: links.returnPath ?? sender, to },
    messageId,
    raw: Buffer.concat([Buffer.from(`${fields.join('')}\r\n`), ...body.map(({ bytes }) => bytes)]),
    bodyHash: () => bodyHash(body.map(({ canonical }) => canonical)),
  }
}

function ownPiece(personal: Own, { value, as }: OwnPiece): SharedPiece {
  const bytes = Buffer.from(fillIn(personal[value], as))
  return { bytes, canonical: canonicalLines(bytes) }
}

function subscriptionFields(
  { config, kind, name }: PreparedEdition,
  delivery: ClaimedDelivery,
  links: SubscriberLinks,
) {
  return [unsubscribeFields(links.unsubscribe, config), feedbackField(name, delivery.cadence, kind, config)]
}

function subscriberParts(prepared: PreparedEdition, delivery: ClaimedDelivery, links: SubscriberLinks) {
  try {
    const personal = personalOf(prepared, delivery, links)
    const to = headerAddress(`delivery ${delivery.id}, address`, delivery.address)
    return { personal, to, toField: mailboxField('To', { name: shownName(prepared, delivery), address: to }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const said = reason.startsWith('delivery ') ? reason : `delivery ${delivery.id}, ${reason}`
    throw new MessageFault(said, { cause: error })
  }
}

/** Whoever signs a stranger up chooses the name: it would carry words of theirs into the stranger's mailbox. */
function shownName({ kind }: PreparedEdition, { name }: ClaimedDelivery): string | null {
  return isAsking(kind) ? null : name
}

type Own = Record<OwnPiece['value'], string>

function personalOf({ kind, config }: PreparedEdition, delivery: ClaimedDelivery, links: SubscriberLinks): Own {
  const personal = {
    address: delivery.address,
    cadence: cadenceSentence({ ...delivery, topics: null }, config.digest.schedule),
    confirm: '',
    ...links,
  }
  if (isAsking(kind) && personal.confirm === '') {
    throw new Error(`delivery ${delivery.id}, confirm: there is no link, because nothing waits to be confirmed.`)
  }
  for (const [field, value] of Object.entries({ ...personal, name: delivery.name ?? '' })) {
    refuseLineBreaks(`delivery ${delivery.id}, ${field}`, value)
  }
  return personal
}
