import type { InboundMessage } from './inbound.ts'

/** What the mail server said of a message beside its text: null where it said nothing; a report has an empty sender. */
export type InboundEnvelope = { recipients: string[]; sender: string | null }

/** Variables in which Postfix, Exim, qmail and others tell a program whom a message is for. */
const RECIPIENTS = ['RECIPIENT', 'ORIGINAL_RECIPIENT']

/**
 * Reads the envelope from what was given on the command line, or else from the variables that mail servers set for a
 * program in `.forward`, an alias or a transport. A variable SENDER counts only beside a recipient.
 */
export function readEnvelope(
  options: { recipient?: string | undefined; sender?: string | undefined },
  variables: Record<string, string | undefined>,
): InboundEnvelope {
  const { LOCAL_PART, LOCAL_PART_SUFFIX = '', DOMAIN } = variables
  const parts = LOCAL_PART && DOMAIN ? [`${LOCAL_PART}${LOCAL_PART_SUFFIX}@${DOMAIN}`] : []
  const told = [...RECIPIENTS.flatMap((name) => variables[name] || []), ...parts]
  const recipients = options.recipient === undefined ? told : [options.recipient]
  const sender = options.sender ?? (told.length > 0 ? variables.SENDER : undefined) ?? null
  return { recipients, sender }
}

/** The message with what its envelope says. */
export function withEnvelope(message: InboundMessage, { recipients, sender }: InboundEnvelope): InboundMessage {
  const isEmpty = sender !== null && /^\s*(<\s*>|mailer-daemon)?\s*$/i.test(sender)
  return {
    ...message,
    recipients: [...recipients, ...message.recipients],
    isFromMailSystem: message.isFromMailSystem || isEmpty,
    isAutomatic: message.isAutomatic || isEmpty,
  }
}
