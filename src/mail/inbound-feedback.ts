import type { InboundMessage } from './inbound.ts'
import { readGroups } from './inbound-groups.ts'
import { returnedHeader } from './inbound-returned.ts'

/** Types of RFC 5965 and RFC 6591 that are no complaint of a person. What is not registered is one (RFC 5965 3.5). */
const NO_COMPLAINT = /^(not-spam|auth-failure|virus)\b/i

/** What a feedback loop says: that somebody complained, or that nobody did. */
export type Feedback = { type: string; isComplaint: boolean; originalMailFrom: string | null }

/** Reads a report of a feedback loop (RFC 5965), or the older form that Microsoft's takes; null when it is none. */
export function readFeedback(message: Pick<InboundMessage, 'parts'>): Feedback | null {
  const part = message.parts.find(({ type }) => type === 'message/feedback-report')
  if (!part) return isForwarded(message) ? { type: 'abuse', isComplaint: true, originalMailFrom: null } : null
  const [fields] = readGroups(part.text)
  const type = /^[\w-]{1,40}/.exec(fields?.get('feedback-type') ?? '')?.[0].toLowerCase() ?? 'other'
  return { type, isComplaint: !NO_COMPLAINT.test(type), originalMailFrom: fields?.get('original-mail-from') ?? null }
}

/** A message that was marked as junk at Outlook.com comes attached, with a field of its own, and no report. */
function isForwarded(message: Pick<InboundMessage, 'parts'>): boolean {
  return returnedHeader(message)?.has('x-hmxmroriginalrecipient') ?? false
}
