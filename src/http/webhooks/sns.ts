import { verify } from 'node:crypto'
import { z } from 'zod'
import type { FetchText } from './fetch-text.ts'
import { readJson } from './read-json.ts'
import { secretsEqual } from './secrets-equal.ts'
import { LONGEST_RETRY_MS, requireRecent } from './signed-time.ts'
import { snsHost, snsUrl } from './sns-address.ts'
import { certificates } from './sns-certificate.ts'
import { type Received, Refused } from './webhook.ts'

const shape = z.looseObject({
  Type: z.literal(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.string(),
  SignatureVersion: z.literal(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  SubscribeURL: z.string().optional(),
  Token: z.string().optional(),
})

type Envelope = z.output<typeof shape>

const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const

/**
 * Opens what SNS posts: the message of a notification, or null when there is none. The subscription of the topic is
 * confirmed by itself. Nothing is done for any other topic, or without a signature of SNS.
 */
export function sns(topicArn: string, fetchText: FetchText) {
  const host = snsHost(topicArn)
  const keyAt = certificates(host, fetchText)
  return async (received: Received): Promise<string | null> => {
    if (received.header('x-amz-sns-rawdelivery') === 'true') {
      throw new Refused(403, 'Raw message delivery has no signature. Switch it off for this subscription.')
    }
    const envelope = readJson(received.body, shape)
    if (!secretsEqual(envelope.TopicArn, topicArn)) throw new Refused(403, 'The topic is not SES_TOPIC_ARN.')
    const key = await keyAt(envelope.SigningCertURL, received.now)
    const hash = envelope.SignatureVersion === '1' ? 'sha1' : 'sha256'
    const signature = Buffer.from(envelope.Signature, 'base64')
    if (!verify(hash, Buffer.from(signedText(envelope)), key, signature)) {
      throw new Refused(403, 'The signature is not of SNS.')
    }
    requireRecent(Date.parse(envelope.Timestamp), received.now, LONGEST_RETRY_MS.ses)
    if (envelope.Type === 'SubscriptionConfirmation') await confirm(envelope, host, fetchText)
    return envelope.Type === 'Notification' ? envelope.Message : null
  }
}

/** Each field with its name, a line each; a subject only where there is one. */
function signedText(envelope: Envelope): string {
  const fields = SIGNED[envelope.Type].filter((name) => typeof envelope[name] === 'string')
  return fields.map((name) => `${name}\n${envelope[name]}\n`).join('')
}

async function confirm({ SubscribeURL = '' }: Envelope, host: string, fetchText: FetchText): Promise<void> {
  const url = snsUrl(SubscribeURL, host)
  if (!url) throw new Refused(403, `The address to confirm is not at ${host}, where the topic is.`)
  try {
    await fetchText(url)
  } catch (error) {
    throw new Refused(503, `The subscription cannot be confirmed at ${host} (${(error as Error).message}).`)
  }
}
