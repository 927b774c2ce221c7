import { createHash } from 'node:crypto'
import { type MailReport, reportDetail } from '../deliveries/report.ts'
import type { KeyRing } from '../subscribers/token.ts'
import { type InboundMessage, says } from './inbound.ts'
import { isAutomaticAnswer } from './inbound-answer.ts'
import { signedRecipient, signedReturned } from './inbound-evidence.ts'
import { readFeedback } from './inbound-feedback.ts'
import { copyIn } from './inbound-returned.ts'
import { readStatus, type Said } from './inbound-status.ts'
import { readWords, tellingIn } from './inbound-words.ts'

/** `nothing`: it is a report or an automatic answer, and nothing follows from it; `why` is a sentence. */
export type InboundReport = { kind: 'report'; report: MailReport } | { kind: 'nothing'; why: string }

const STATUS = /^message\/(global-)?delivery-status$/

/**
 * Reads a message as a report about mail that was sent: of a server (RFC 3464, RFC 6533, or in words), or of a feedback loop
 * (RFC 5965). Null when it is none. It counts only by what the site has signed: the return path, or a token in the
 * message that came back; what has words alone counts only at the return path.
 * @param now in milliseconds; a Date field is anybody's
 */
export function readReport(message: InboundMessage, keys: KeyRing, now: number): InboundReport | null {
  const atPath = signedRecipient(message.recipients, keys)
  const feedback = readFeedback(message)
  if (feedback) {
    if (!feedback.isComplaint) return nothing(`The feedback loop reports "${feedback.type}", which is no complaint.`)
    const about = signedReturned(message, keys, feedback.originalMailFrom) ?? atPath
    if (!about) return nothing('The complaint has nothing that this site has signed.')
    return reportOf(message, { kind: 'complained', status: null, detail: `feedback: ${feedback.type}` }, about, now)
  }
  const status = readStatus(fieldsIn(message), tellingIn(copyIn(message.text).said))
  if (status) return fromServer(message, status, atPath ?? signedReturned(message, keys), now)
  if (isAutomaticAnswer(message)) return nothing('The message is an automatic answer.')
  const words = readWords(message)
  if (words === null) return null
  if (words === 'unclear') return nothing('The message is a report that does not say what became of the mail.')
  return fromServer(message, words, atPath, now)
}

/** Some reports name no boundary, so that their parts are one text. */
function fieldsIn({ parts, fields, text }: InboundMessage): string {
  const part = parts.find(({ type }) => STATUS.test(type))
  return part?.text ?? (says(fields, 'content-type', /^\s*multipart\/report\b/i) ? text : '')
}

function fromServer(
  message: InboundMessage,
  said: Said,
  about: MailReport['about'] | null,
  now: number,
): InboundReport {
  if (said.kind === 'arrived') return nothing('The report says that the mail was delivered or handed on.')
  if (!about) return nothing('The report has nothing that this site has signed.')
  return reportOf(message, { ...said, kind: said.kind }, about, now)
}

function reportOf(
  message: InboundMessage,
  { kind, status, detail }: Pick<MailReport, 'kind' | 'status' | 'detail'>,
  about: MailReport['about'],
  at: number,
): InboundReport {
  const told = { kind, status, detail: reportDetail(detail) }
  return { kind: 'report', report: { ...told, about, source: 'inbound', sourceKey: keyOf(message, told, about), at } }
}

/** The same for a message that a mail server hands over again, and never for reports about two deliveries. */
function keyOf({ fields, text }: InboundMessage, told: object, about: object): string {
  const id = fields.find(({ key }) => key === 'message-id')?.value ?? text
  return createHash('sha256')
    .update(JSON.stringify([id, told, about]))
    .digest('base64url')
}

function nothing(why: string): InboundReport {
  return { kind: 'nothing', why: `${why} Nothing was done.` }
}
