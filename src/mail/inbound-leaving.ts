import type { Config } from '../config/schema.ts'
import { parseAddress } from '../subscribers/address.ts'
import type { InboundMessage } from './inbound.ts'
import { answerTo, readMailbox, senderOf } from './mailbox.ts'

/** Who wants to leave: whom the token in the subject speaks for, or else who wrote, by their normalised address. */
export type Leaving = { token: string | null; senderKey: string | null }

type Wish = Pick<InboundMessage, 'from' | 'recipients' | 'subject' | 'firstLine' | 'isAutomatic' | 'isForged'>

/**
 * Reads a message as a wish to leave, or null when it is none. With a token in its subject, as `unsubscribe <token>` in
 * List-Unsubscribe has it, anybody's message is one, also a program's. Without, the one word "unsubscribe" as subject or
 * as first line is one, of the person in From alone: written by a person, to one of the site's own mailboxes, and
 * not known to be forged.
 */
export function readLeaving(message: Wish, config: Config): Leaving | null {
  const token = /(?:^|\s)unsubscribe(?:\s|%20)+([\w-]{20,64})[.!]?$/i.exec(message.subject)?.[1] ?? null
  const senderKey = isOwnWish(message, config) ? keyOf(message.from) : null
  if (token !== null) return { token, senderKey }
  const isBare = BARE.test(message.subject.replace(ANSWER, '')) || BARE.test(message.firstLine)
  return isBare && senderKey !== null ? { token: null, senderKey } : null
}

const ANSWER = /^((re|aw|sv|antw)\s*:\s*)+/i
const BARE = /^unsubscribe[.!]?$/i

function isOwnWish({ isAutomatic, isForged, recipients }: Wish, config: Config): boolean {
  const { unsubscribeAddress } = config.digest
  const ours = [unsubscribeAddress && readMailbox(unsubscribeAddress), answerTo(config), senderOf(config)]
  const keys = ours.flatMap((mailbox) => (mailbox ? keyOf(mailbox.address) : null) ?? [])
  return !isAutomatic && !isForged && recipients.some((address) => keys.includes(keyOf(address) ?? ''))
}

function keyOf(address: string | null): string | null {
  const read = parseAddress(address ?? '')
  return 'error' in read ? null : read.key
}
