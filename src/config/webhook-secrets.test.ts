import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { environmentProblems } from './environment.ts'

const keyOf = (namedCurve: string) =>
  generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

describe('the secrets of webhooks', () => {
  it.each([
    { sesTopicArn: 'arn:aws:sns:eu-west-1:123456789012:bounces' },
    { sesTopicArn: 'arn:aws-us-gov:sns:us-gov-west-1:123456789012:bounces.fifo' },
    { sesTopicArn: 'arn:aws-cn:sns:cn-north-1:123456789012:my_topic' },
    { postmarkWebhookLogin: 'postmark:0123456789abcdef' },
    { postmarkWebhookLogin: 'postmark:with:a:colon:and-more' },
    { sendgridWebhookKey: keyOf('prime256v1') },
    { mailgunWebhookKey: '0123456789abcdef0123456789abcdef' },
  ])('may be %j', (secrets) => {
    expect(environmentProblems(secrets)).toEqual([])
  })

  it.each([
    ['SES_TOPIC_ARN', { sesTopicArn: 'bounces' }],
    ['SES_TOPIC_ARN', { sesTopicArn: 'arn:aws:sqs:eu-west-1:123456789012:bounces' }],
    ['SES_TOPIC_ARN', { sesTopicArn: 'arn:aws:sns:evil.example/:123456789012:bounces' }],
    ['POSTMARK_WEBHOOK_LOGIN', { postmarkWebhookLogin: '0123456789abcdef0123456789abcdef' }],
    ['POSTMARK_WEBHOOK_LOGIN', { postmarkWebhookLogin: 'postmark:hunter2' }],
    ['POSTMARK_WEBHOOK_LOGIN', { postmarkWebhookLogin: ':0123456789abcdef' }],
    ['SENDGRID_WEBHOOK_KEY', { sendgridWebhookKey: 'SG.0123456789abcdef' }],
    ['SENDGRID_WEBHOOK_KEY', { sendgridWebhookKey: keyOf('secp384r1') }],
    ['MAILGUN_WEBHOOK_KEY', { mailgunWebhookKey: 'hunter2' }],
    ['MAILGUN_WEBHOOK_KEY', { mailgunWebhookKey: 'key 0123456789abcdef' }],
  ])('are refused as %s of %j, with the fix', (name, secrets) => {
    const problems = environmentProblems(secrets)
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: .*(Write|Make|Copy) .+`))])
    expect(problems[0]).not.toMatch(/hunter2|0123456789abcdef/)
  })
})
