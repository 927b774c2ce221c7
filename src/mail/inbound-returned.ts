import type { InboundMessage } from './inbound.ts'
import { type Fields, readGroups } from './inbound-groups.ts'

const RETURNED = /^(message\/rfc822|message\/global|text\/rfc822-headers|message\/global-headers)$/
/** How programs without attachments begin the copy of the message in their text. */
const COPY =
  /^[^\S\n]*(-{2,} ?(below this line|this is a copy|returned message|original message|the header)|the original message (follows|was received))[^\n]*$/im

/** The header of the message that a report is about; null when the report has none. */
export function returnedHeader({
  parts,
  text,
}: Partial<InboundMessage> & Pick<InboundMessage, 'parts'>): Fields | null {
  const part = parts.find(({ type }) => RETURNED.test(type))
  return readGroups(part?.text ?? copyIn(text ?? '').copy)[0] ?? null
}

/** Parts what a program has to say from the copy of the message behind it, whose words are the site's own. */
export function copyIn(text: string): { said: string; copy: string } {
  const cut = COPY.exec(text)
  return cut
    ? { said: text.slice(0, cut.index), copy: text.slice(cut.index + cut[0].length) }
    : { said: text, copy: '' }
}
