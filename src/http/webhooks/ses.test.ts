import { describe, expect, it } from 'vitest'
import { makeCertificate, openSes } from './sns.fixture.ts'
import { ADA } from './webhooks.fixture.ts'

const authority = makeCertificate()
const open = () => openSes(authority)

const MAIL = {
  timestamp: '2024-05-20T08:00:01.000Z',
  source: 'digest@blog.example.org',
  messageId: '0102018f9-example-000000',
  destination: [ADA],
}

function bounce(bounceType: string, bounceSubType: string, recipient: object = {}, mail: object = {}) {
  const bouncedRecipients = [{ emailAddress: ADA, ...recipient }]
  const said = {
    feedbackId: '0102018f9-bounce',
    timestamp: '2024-05-20T08:30:00.000Z',
    reportingMTA: 'dns; mx.example',
  }
  return {
    notificationType: 'Bounce',
    bounce: { bounceType, bounceSubType, bouncedRecipients, ...said },
    mail: { ...MAIL, ...mail },
  }
}

function complaint(more: object = {}) {
  const said = { feedbackId: '0102018f9-complaint', timestamp: '2024-05-20T08:30:00.000Z', complaintSubType: null }
  const complained = { complainedRecipients: [{ emailAddress: ADA }], ...said, ...more }
  return { notificationType: 'Complaint', complaint: complained, mail: MAIL }
}

const delay = {
  eventType: 'DeliveryDelay',
  mail: MAIL,
  deliveryDelay: {
    timestamp: '2024-05-20T08:30:00.000Z',
    delayType: 'TransientCommunicationFailure',
    expirationTime: '2024-05-21T08:30:00.000Z',
    delayedRecipients: [{ emailAddress: ADA, status: '4.4.1', diagnosticCode: 'smtp; 421 4.4.1 no answer' }],
  },
}

describe('what SES says', () => {
  it.each([
    ['a mailbox that is gone', bounce('Permanent', 'General', { status: '5.1.1', action: 'failed' }), 'bounced'],
    ['a permanent bounce without a word', bounce('Permanent', 'NoEmail'), 'bounced'],
    ['an address that SES suppresses', bounce('Permanent', 'Suppressed', { status: '5.1.1' }), 'bounced'],
    ['an address that the account suppresses', bounce('Permanent', 'OnAccountSuppressionList'), 'bounced'],
    ['a permanent refusal of the sender', bounce('Permanent', 'General', { status: '5.7.1' }), 'active'],
    ['somebody who left at SES', bounce('Permanent', 'UnsubscribedRecipient'), 'unsubscribed'],
    ['a full mailbox', bounce('Transient', 'MailboxFull', { status: '5.2.2' }), 'active'],
    ['a text that was refused', bounce('Transient', 'ContentRejected', { status: '5.1.1' }), 'active'],
    ['a bounce of another kind', bounce('Undetermined', 'Undetermined'), 'active'],
    ['a complaint', complaint({ complaintFeedbackType: 'abuse' }), 'complained'],
    ['a complaint without a kind', complaint(), 'complained'],
    ['the word that it is no spam', complaint({ complaintFeedbackType: 'not-spam' }), 'active'],
    [
      'a complaint of one of several',
      complaint({ complainedRecipients: [{ emailAddress: ADA }, { emailAddress: 'a@b.example' }] }),
      'active',
    ],
    ['a delay', delay, 'active'],
    ['a delivery', { notificationType: 'Delivery', mail: MAIL, delivery: {} }, 'active'],
    ['a word on another thing', { notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'hello' }, 'active'],
    ['a greeting', 'Successfully validated SNS topic for Amazon SES event publishing.', 'active'],
  ])('as %s leaves the subscriber as they have to be', async (_, message, state) => {
    const { notify, state: now } = await open()
    expect((await notify(message)).status).toBe(200)
    expect(await now()).toBe(state)
    expect(await now('bob@example.org')).toBe('active')
  })

  it('by identity notification and event publishing alike is one report', async () => {
    const { notify, reports } = await open()
    const { notificationType, ...rest } = bounce('Permanent', 'General', { status: '5.1.1' })
    await notify({ notificationType, ...rest })
    await notify({ eventType: notificationType, ...rest })
    expect((await reports()).map(({ source, status, is_hard }) => [source, status, is_hard])).toEqual([
      ['ses', '5.1.1', 1],
    ])
  })

  it('of somebody who is away, in an automatic answer, is no bounce', async () => {
    const { notify, reports } = await open()
    await notify(bounce('Transient', 'General'))
    expect(await reports()).toEqual([])
    await notify(bounce('Transient', 'General', { status: '4.4.7', diagnosticCode: 'smtp; 451 4.4.7 expired' }))
    expect(await reports()).toMatchObject([{ kind: 'bounced', is_hard: 0, status: '4.4.7' }])
  })

  it('notes a delay with its code', async () => {
    const { notify, reports } = await open()
    for (let round = 0; round < 2; round++) await notify(delay)
    expect(await reports()).toMatchObject([{ kind: 'delayed', status: '4.4.1' }])
  })

  it('names the delivery by the Message-ID that the message came with', async () => {
    const { notify, reports, messageId, subscribers } = await open()
    const value = await messageId(subscribers[0]!.id)
    const headers = [
      { name: 'From', value: 'digest@blog.example.org' },
      { name: 'Message-ID', value },
    ]
    const commonHeaders = { messageId: MAIL.messageId }
    await notify(bounce('Permanent', 'General', {}, { headersTruncated: false, headers, commonHeaders }))
    expect(await reports()).toMatchObject([{ delivery_id: Number(value.slice(1).split('.')[0]) }])
  })

  it('without a field that is documented cannot be read', async () => {
    const { notify, reports } = await open()
    const { bounce: _, ...rest } = bounce('Permanent', 'General')
    expect(await notify(rest)).toMatchObject({ status: 400, text: expect.stringMatching(/^bounce is missing/) })
    expect(await reports()).toEqual([])
  })
})
