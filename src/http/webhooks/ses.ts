import { z } from 'zod'
import type { FetchText } from './fetch-text.ts'
import { readJson } from './read-json.ts'
import { bounceShape, complaintShape, delayShape, mailShape, type recipientShape } from './ses-shapes.ts'
import { sns } from './sns.ts'
import { codeIn, type Verdict, weightOf } from './verdict.ts'
import type { MailEvent, Meaning, Webhook } from './webhook.ts'

type Recipient = z.output<typeof recipientShape>
type Mail = z.output<typeof mailShape>

/** What a topic says that SES reports to, by identity notifications (`notificationType`) or by event publishing (`eventType`). */
export function ses(topicArn: string, fetchText: FetchText): Webhook {
  const open = sns(topicArn, fetchText)
  return async (received) => {
    const message = await open(received)
    // SES greets a new topic in plain words.
    return message?.trimStart().startsWith('{') ? eventsOf(message) : []
  }
}

function eventsOf(message: string): MailEvent[] {
  const given = readJson(
    message,
    z.looseObject({ notificationType: z.string().nullish(), eventType: z.string().nullish() }),
  )
  const read = <T extends z.ZodRawShape>(shape: T) => readJson(message, z.looseObject({ mail: mailShape, ...shape }))
  switch (given.notificationType ?? given.eventType) {
    case 'Bounce': {
      const { mail, bounce } = read({ bounce: bounceShape })
      return each(mail, bounce.bouncedRecipients, bounce, (one) =>
        bounced(bounce.bounceType, bounce.bounceSubType, one),
      )
    }
    case 'Complaint': {
      const { mail, complaint } = read({ complaint: complaintShape })
      return complained(mail, complaint)
    }
    case 'DeliveryDelay': {
      const { mail, deliveryDelay: delay } = read({ deliveryDelay: delayShape })
      const event = { feedbackId: `delay ${mail.messageId} ${delay.timestamp}`, timestamp: delay.timestamp }
      return each(mail, delay.delayedRecipients, event, (one) => {
        const detail = `${delay.delayType}: ${one.diagnosticCode ?? ''}`
        return { kind: 'delayed', weight: null, status: codeOf(one), detail }
      })
    }
    default:
      return []
  }
}

function each(
  mail: Mail,
  recipients: Recipient[],
  { feedbackId, timestamp }: { feedbackId: string; timestamp: string },
  meaningOf: (recipient: Recipient) => Meaning | null,
): MailEvent[] {
  return recipients.flatMap((recipient, index) => {
    const meaning = meaningOf(recipient)
    if (meaning === null) return []
    const at = Date.parse(timestamp)
    return [
      { ...meaning, address: recipient.emailAddress, messageId: messageIdOf(mail), key: `${feedbackId} ${index}`, at },
    ]
  })
}

/** SES writes a Message-ID of its own into the mail, and shows the one that it came with among the headers. */
function messageIdOf({ headers, commonHeaders }: Mail): string | null {
  return headers?.find(({ name }) => name.toLowerCase() === 'message-id')?.value ?? commonHeaders?.messageId ?? null
}

const REFUSED = new Set(['ContentRejected', 'AttachmentRejected', 'MessageTooLarge'])

function bounced(type: string, subType: string, recipient: Recipient): Meaning | null {
  const status = codeOf(recipient)
  const detail = `${type}, ${subType}: ${recipient.diagnosticCode ?? ''}`
  if (subType === 'UnsubscribedRecipient') return { kind: 'left', weight: null, status: null, detail }
  // Without a word of a server it is as likely the automatic answer of somebody who is away.
  if (type === 'Transient' && subType === 'General' && !recipient.status) return null
  const verdict: Verdict = type === 'Permanent' ? 'gone' : REFUSED.has(subType) ? 'refused' : 'failed'
  return { kind: 'bounced', weight: weightOf(verdict, status), status, detail }
}

/**
 * Where a receiver does not say who complained, SES names everybody there whom the message went to. Each of ours goes to
 * one alone.
 */
function complained(mail: Mail, complaint: z.output<typeof complaintShape>): MailEvent[] {
  const { complainedRecipients: recipients, complaintFeedbackType: type } = complaint
  if (type === 'not-spam' || recipients.length > 1) return []
  const detail = type ?? 'complaint'
  return each(mail, recipients, complaint, () => ({ kind: 'complained', weight: null, status: null, detail }))
}

function codeOf({ status, diagnosticCode }: Recipient): string | null {
  return codeIn(status ?? '') ?? codeIn(diagnosticCode ?? '')
}
