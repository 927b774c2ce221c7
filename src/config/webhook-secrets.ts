import { createPublicKey } from 'node:crypto'

/** What opens the webhook of each mail provider; one that is absent is closed. */
export type WebhookSecrets = {
  /** The SNS topic that Amazon SES reports to. */
  sesTopicArn?: string
  /** user:password */
  postmarkWebhookLogin?: string
  /** Public key of the signed event webhook, in base64. */
  sendgridWebhookKey?: string
  /** HTTP webhook signing key. */
  mailgunWebhookKey?: string
}

/** The ARN of a topic of SNS, with its partition and region. */
export const TOPIC_ARN = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[\w-]{1,256}(?:\.fifo)?$/

const SHORTEST_SECRET = 16

/** What is wrong with them, a line each; none that is secret is shown. */
export function webhookProblems(secrets: WebhookSecrets): string[] {
  const { sesTopicArn, postmarkWebhookLogin, sendgridWebhookKey, mailgunWebhookKey } = secrets
  const problems: string[] = []
  if (sesTopicArn !== undefined && !TOPIC_ARN.test(sesTopicArn)) {
    problems.push(
      `SES_TOPIC_ARN: ${JSON.stringify(sesTopicArn)} is not the ARN of an SNS topic. Write it like arn:aws:sns:eu-west-1:123456789012:bounces.`,
    )
  }
  if (postmarkWebhookLogin !== undefined && !isLogin(postmarkWebhookLogin)) {
    problems.push(
      `POSTMARK_WEBHOOK_LOGIN: is not user:password with at least ${SHORTEST_SECRET} characters of password. ${PASSWORD_FIX}`,
    )
  }
  if (sendgridWebhookKey !== undefined && !isPublicKey(sendgridWebhookKey)) {
    problems.push(
      'SENDGRID_WEBHOOK_KEY: is not a public key for ECDSA (P-256). Copy the verification key of the signed event webhook; it begins with MFkw.',
    )
  }
  if (mailgunWebhookKey !== undefined && !isSecret(mailgunWebhookKey)) {
    problems.push(
      `MAILGUN_WEBHOOK_KEY: has a space, or fewer than ${SHORTEST_SECRET} characters. Copy the HTTP webhook signing key.`,
    )
  }
  return problems
}

const PASSWORD_FIX = `Make a password with: node -p "crypto.randomBytes(16).toString('hex')"`

function isLogin(text: string): boolean {
  const [, password] = /^[^:\s]+:(.*)$/s.exec(text) ?? []
  return password !== undefined && isSecret(password)
}

function isSecret(text: string): boolean {
  return text.length >= SHORTEST_SECRET && !/\s/.test(text)
}

function isPublicKey(text: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}
