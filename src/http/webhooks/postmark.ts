import { z } from 'zod'
import { readJson } from './read-json.ts'
import { digestOf, secretsEqual } from './secrets-equal.ts'
import { codeIn, type Verdict, weightOf } from './verdict.ts'
import { type MailEvent, type Meaning, type Received, Refused, type Webhook } from './webhook.ts'

const bounceShape = z.looseObject({
  RecordType: z.literal(['Bounce', 'SpamComplaint']),
  ID: z.number(),
  MessageID: z.string().nullish(),
  Type: z.string(),
  Email: z.string(),
  BouncedAt: z.string(),
  Description: z.string().nullish(),
  Details: z.string().nullish(),
})

const changeShape = z.looseObject({
  RecordType: z.literal('SubscriptionChange'),
  Recipient: z.string(),
  SuppressSending: z.boolean(),
  SuppressionReason: z.string().nullish(),
  ChangedAt: z.string(),
})

type What = Verdict | 'delayed' | 'complained' | 'left'

/** What Postmark's types mean here. Those that are missing, such as AutoResponder, say nothing about the message. */
const TYPES = new Map<string, What>([
  ['HardBounce', 'gone'],
  ['BadEmailAddress', 'gone'],
  ['SoftBounce', 'failed'],
  ['DnsError', 'failed'],
  ['Undeliverable', 'failed'],
  ['Unknown', 'failed'],
  ['Transient', 'delayed'],
  ['Blocked', 'refused'],
  ['SpamNotification', 'refused'],
  ['VirusNotification', 'refused'],
  ['DMARCPolicy', 'refused'],
  ['SMTPApiError', 'refused'],
  ['SpamComplaint', 'complained'],
  ['Unsubscribe', 'left'],
  ['ManuallyDeactivated', 'left'],
])

/** Why Postmark sends no more to an address; anything else is somebody's wish. */
const REASONS = new Map<string, What>([
  ['HardBounce', 'gone'],
  ['SpamComplaint', 'complained'],
])

/** Postmark signs nothing: it shows the login that its webhook has in its address (RFC 7617). @param login user:password */
export function postmark(login: string): Webhook {
  return (received) => {
    requireLogin(received, login)
    const { RecordType } = readJson(received.body, z.looseObject({ RecordType: z.string() }))
    switch (RecordType) {
      case 'Bounce':
      case 'SpamComplaint':
        return bounce(readJson(received.body, bounceShape))
      case 'SubscriptionChange':
        return change(readJson(received.body, changeShape), received.body)
      default:
        return []
    }
  }
}

function requireLogin({ header }: Received, login: string): void {
  const encoded = /^Basic +(\S+)$/i.exec(header('Authorization') ?? '')?.[1] ?? ''
  if (secretsEqual(Buffer.from(encoded, 'base64').toString(), login)) return
  // With 403 Postmark would not try again, and what happens until the login is mended would be lost.
  throw new Refused(401, 'The user and password are not those of POSTMARK_WEBHOOK_LOGIN.')
}

function bounce(given: z.output<typeof bounceShape>): MailEvent[] {
  const { ID, MessageID, Type, Email, BouncedAt, Description, Details } = given
  const what = TYPES.get(Type)
  if (what === undefined) return []
  const words = [Details, Description].find((text) => text) ?? Type
  // Postmark counts beyond what a number here can tell apart.
  const key = `bounce ${ID} ${MessageID ?? ''}`
  return [{ ...meant(what, words, Type), address: Email, key, at: Date.parse(BouncedAt), ...NO_ID }]
}

/** That somebody may be sent mail again is not theirs to say who can press that button. */
function change(given: z.output<typeof changeShape>, body: Buffer): MailEvent[] {
  if (!given.SuppressSending) return []
  const reason = given.SuppressionReason ?? ''
  const key = `change ${digestOf(body).toString('hex')}`
  const at = Date.parse(given.ChangedAt)
  return [{ ...meant(REASONS.get(reason) ?? 'left', '', reason), address: given.Recipient, key, at, ...NO_ID }]
}

/** Postmark's MessageID is its own. */
const NO_ID = { messageId: null }

function meant(what: What, words: string, type: string): Meaning {
  const status = codeIn(words)
  const detail = `${type}: ${words}`
  if (what === 'complained' || what === 'left') return { kind: what, weight: null, status: null, detail }
  if (what === 'delayed') return { kind: what, weight: null, status, detail }
  return { kind: 'bounced', weight: weightOf(what, status), status, detail }
}
