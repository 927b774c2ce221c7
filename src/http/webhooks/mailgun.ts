import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { type Once, onceEach } from './once.ts'
import { readJson, readShape } from './read-json.ts'
import { secretsEqual } from './secrets-equal.ts'
import { LONGEST_RETRY_MS, requireRecent, secondsToMs } from './signed-time.ts'
import { codeIn, type Verdict, weightOf } from './verdict.ts'
import { type MailEvent, type Meaning, type Received, Refused, type Webhook } from './webhook.ts'

const signatureShape = z.looseObject({
  timestamp: z.union([z.string(), z.number()]).transform(String),
  token: z.string().min(1),
  signature: z.string(),
  'parent-signature': z.string().optional(),
})

const eventShape = z.looseObject({
  event: z.string(),
  id: z.string().min(1),
  timestamp: z.number(),
  recipient: z.string(),
  severity: z.string().nullish(),
  reason: z.string().nullish(),
  'delivery-status': z
    .looseObject({
      message: z.string().nullish(),
      description: z.string().nullish(),
      'enhanced-code': z.string().nullish(),
    })
    .nullish(),
  message: z.looseObject({ headers: z.looseObject({ 'message-id': z.string().nullish() }).nullish() }).nullish(),
})

type Event = z.output<typeof eventShape>

const REPORTED = new Set(['failed', 'complained', 'unsubscribed'])

/** Why Mailgun gave up. `suppress-...`: it did not try, for what it knew of the address. */
const REASONS = new Map<string, Verdict | 'complained' | 'left'>([
  ['bounce', 'gone'],
  ['suppress-bounce', 'gone'],
  ['espblock', 'refused'],
  ['suppress-complaint', 'complained'],
  ['suppress-unsubscribe', 'left'],
])

/**
 * Mailgun's webhook. It signs no more than a time and a token (HMAC), not what it says: whoever saw one request could
 * write another. So a token is taken with one body only. @param key the HTTP webhook signing key
 */
export function mailgun(key: string): Webhook {
  const once = onceEach(2 * LONGEST_RETRY_MS.mailgun)
  return (received) => {
    const { signature, 'event-data': given } = readJson(
      received.body,
      z.looseObject({ signature: signatureShape, 'event-data': z.looseObject({ event: z.string() }) }),
    )
    requireSignature(received, signature, key, once)
    return REPORTED.has(given.event) ? eventOf(readShape(given, eventShape)) : []
  }
}

/** An account with subaccounts signs for them as well. */
function requireSignature(
  { body, now }: Received,
  given: z.output<typeof signatureShape>,
  key: string,
  once: Once,
): void {
  const wanted = createHmac('sha256', key).update(`${given.timestamp}${given.token}`).digest('hex')
  const isSigned = [given.signature, given['parent-signature'] ?? ''].some((one) => secretsEqual(one, wanted))
  if (!isSigned) throw new Refused(403, 'The signature is not of MAILGUN_WEBHOOK_KEY, the HTTP webhook signing key.')
  requireRecent(secondsToMs(given.timestamp), now, LONGEST_RETRY_MS.mailgun)
  if (!once(given.token, body, now)) throw new Refused(403, 'The token came before, with something else.')
}

function eventOf(event: Event): MailEvent[] {
  const { id, timestamp, recipient: address } = event
  const messageId = event.message?.headers?.['message-id'] ?? null
  // Mailgun promises that an id is unique within a day.
  return [{ ...meaningOf(event), address, messageId, key: `${id} ${timestamp}`, at: timestamp * 1000 }]
}

function meaningOf({ event, severity, reason, 'delivery-status': given }: Event): Meaning {
  if (event === 'complained') return { kind: 'complained', weight: null, status: null, detail: event }
  if (event === 'unsubscribed') return { kind: 'left', weight: null, status: null, detail: event }
  const detail = [given?.message, given?.description, reason].find((text) => text) ?? ''
  const status = codeIn(given?.['enhanced-code'] ?? '') ?? codeIn(detail)
  if (severity === 'temporary') return { kind: 'delayed', weight: null, status, detail }
  const what = REASONS.get(reason ?? '') ?? 'failed'
  if (what === 'complained' || what === 'left') return { kind: what, weight: null, status: null, detail }
  return { kind: 'bounced', weight: weightOf(what, status), status, detail }
}
