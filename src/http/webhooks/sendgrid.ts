import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { readEach, readJson } from './read-json.ts'
import { LONGEST_RETRY_MS, requireRecent, secondsToMs } from './signed-time.ts'
import { codeIn, type Verdict, weightOf } from './verdict.ts'
import { type Meaning, type Received, Refused, type Webhook } from './webhook.ts'

const shape = z.looseObject({
  event: z.string(),
  email: z.string(),
  timestamp: z.number(),
  sg_event_id: z.string().min(1),
  'smtp-id': z.string().nullish(),
  type: z.string().nullish(),
  status: z.string().nullish(),
  reason: z.string().nullish(),
  response: z.string().nullish(),
  bounce_classification: z.string().nullish(),
})

type Event = z.output<typeof shape>

/** What SendGrid's classes of bounces say beside `type`. */
const CLASSES = new Map<string, Verdict>([
  ['Invalid Address', 'gone'],
  ['Mailbox Unavailable', 'failed'],
  ['Technical', 'failed'],
  ['Content', 'refused'],
  ['Reputation', 'refused'],
  ['Frequency or Volume Too High', 'refused'],
])

/** Why SendGrid dropped a message itself; for any other reason the account or the message is at fault. */
const DROPS = new Map<string, Pick<Meaning, 'kind' | 'weight'>>([
  ['bounced address', { kind: 'bounced', weight: 'hard' }],
  ['invalid', { kind: 'bounced', weight: 'hard' }],
  ['spam reporting address', { kind: 'complained', weight: null }],
  ['unsubscribed address', { kind: 'left', weight: null }],
])

/** SendGrid's signed event webhook: ECDSA over the time and the bytes of the body. @param key as SendGrid shows it, in base64 */
export function sendgrid(key: string): Webhook {
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
  return (received) => {
    requireSignature(received, publicKey)
    const events = readEach(readJson(received.body, z.array(z.unknown())), shape)
    return events.flatMap((event) => {
      const meaning = meaningOf(event)
      if (meaning === null) return []
      const { email: address, sg_event_id, timestamp } = event
      return [{ ...meaning, address, messageId: event['smtp-id'] ?? null, key: sg_event_id, at: timestamp * 1000 }]
    })
  }
}

function requireSignature({ body, header, now }: Received, key: KeyObject): void {
  const signature = Buffer.from(header('X-Twilio-Email-Event-Webhook-Signature') ?? '', 'base64')
  const time = header('X-Twilio-Email-Event-Webhook-Timestamp') ?? ''
  if (!verify('sha256', Buffer.concat([Buffer.from(time), body]), key, signature)) {
    throw new Refused(403, 'The signature is not of SENDGRID_WEBHOOK_KEY. Switch the signed event webhook on.')
  }
  requireRecent(secondsToMs(time), now, LONGEST_RETRY_MS.sendgrid)
}

function meaningOf(event: Event): Meaning | null {
  const words = event.reason ?? event.response ?? ''
  const status = codeIn(event.status ?? '') ?? codeIn(words)
  switch (event.event) {
    case 'bounce':
      return { kind: 'bounced', weight: weightOf(verdictOf(event), status), status, detail: words }
    case 'dropped':
      return { ...(DROPS.get(words.toLowerCase()) ?? REFUSED), status, detail: `dropped: ${words}` }
    case 'deferred':
      return { kind: 'delayed', weight: null, status, detail: words }
    case 'spamreport':
      return { kind: 'complained', weight: null, status: null, detail: 'spam report' }
    case 'unsubscribe':
    case 'group_unsubscribe':
      return { kind: 'left', weight: null, status: null, detail: event.event }
    default:
      return null
  }
}

const REFUSED = { kind: 'bounced', weight: 'alarm' } as const

/** `blocked` keeps nothing from being sent to the address again; what else bounced is never tried again. */
function verdictOf({ type, bounce_classification: name }: Event): Verdict {
  return CLASSES.get(name ?? '') ?? (type === 'blocked' ? 'failed' : 'gone')
}
