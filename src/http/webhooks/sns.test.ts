import { describe, expect, it } from 'vitest'
import { CERTIFICATE, envelopeOf, HOST, makeCertificate, openSes, signEnvelope, TOPIC } from './sns.fixture.ts'
import { ADA } from './webhooks.fixture.ts'

const authority = makeCertificate()
const HOUR_MS = 3_600_000
const open = () => openSes(authority)

const BOUNCE = {
  notificationType: 'Bounce',
  bounce: {
    ...{ bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [{ emailAddress: ADA }] },
    ...{ feedbackId: 'one', timestamp: '2024-05-20T08:30:00.000Z' },
  },
  mail: { messageId: 'two' },
}
const TEXT = JSON.stringify(BOUNCE)

describe('a notification', () => {
  it.each([
    '1',
    '2',
  ])('with a signature of version %s is taken, and its certificate asked for once', async (version) => {
    const { notify, asked, state } = await open()
    for (let round = 0; round < 3; round++) {
      expect((await notify(BOUNCE, { SignatureVersion: version, Subject: 'A bounce' })).status).toBe(200)
    }
    expect([await state(), asked]).toEqual(['bounced', [CERTIFICATE]])
  })

  it('that comes at the same time as others asks for the certificate once', async () => {
    const { notify, asked } = await open()
    const answers = await Promise.all(Array.from({ length: 20 }, () => notify(BOUNCE)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(asked).toEqual([CERTIFICATE])
  })

  it.each([
    ['Message', TEXT.replace(ADA, 'bob@example.org')],
    ['MessageId', 'another'],
    ['Subject', 'one that was not signed'],
    ['Timestamp', '2024-05-20T08:00:00.000Z'],
    ['Type', 'UnsubscribeConfirmation'],
    ['SignatureVersion', '1'],
    ['Signature', 'AAAA'],
  ])('whose %s was changed is refused', async (name, value) => {
    const { post, state, now } = await open()
    const signed = JSON.parse(signEnvelope(envelopeOf(TEXT, now), authority.key))
    expect((await post('ses', JSON.stringify({ ...signed, [name]: value }))).status).toBe(403)
    expect([await state(), await state('bob@example.org')]).toEqual(['active', 'active'])
  })

  it('of another topic is refused, and nothing is asked for', async () => {
    const { notify, asked } = await open()
    expect((await notify(BOUNCE, { TopicArn: `${TOPIC}s` })).status).toBe(403)
    expect(asked).toEqual([])
  })

  it.each([
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0123.pem',
    'https://evil.example#@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0123.pem',
    'https://user:secret@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem',
    'https://sns.eu-west-1.amazonaws.com/?Action=GetCertificate&x=SimpleNotificationService-0123.pem',
    'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem?x=1',
    'https://sns.eu-west-1.amazonaws.com/a/../../evil/SimpleNotificationService-0123.pem',
    'https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-0123.pem',
    'file:///etc/passwd',
    '',
  ])('with a certificate at %s is refused, and nothing is asked for', async (address) => {
    const { notify, asked, state } = await open()
    expect((await notify(BOUNCE, { SigningCertURL: address })).status).toBe(403)
    expect([asked, await state()]).toEqual([[], 'active'])
  })

  it('with a certificate of another host is refused, though its key has signed', async () => {
    const { notify, state } = await openSes(makeCertificate('evil.example'))
    expect((await notify(BOUNCE)).status).toBe(403)
    expect(await state()).toBe('active')
  })

  it('with a certificate of the region, as of all regions, is taken', async () => {
    const { notify } = await openSes(makeCertificate('sns.eu-west-1.amazonaws.com'))
    expect((await notify(BOUNCE)).status).toBe(200)
  })

  it('with a certificate of another key is refused', async () => {
    const { certificate } = makeCertificate()
    const { notify, state } = await openSes(authority, () => certificate)
    expect((await notify(BOUNCE)).status).toBe(403)
    expect(await state()).toBe('active')
  })

  it('is refused once its certificate has expired, and before it holds', async () => {
    for (const now of [authority.validTo + 1, authority.validFrom - 1]) {
      const { notify, clock, state } = await open()
      clock.now = now
      expect(await notify(BOUNCE)).toMatchObject({ status: 403, text: expect.stringContaining('certificate') })
      expect(await state()).toBe('active')
    }
  })

  it('waits while the certificate cannot be had, and is taken afterwards', async () => {
    let isDown = true
    const { notify, state } = await openSes(authority, () => {
      if (isDown) throw new Error('no network')
      return authority.certificate
    })
    expect((await notify(BOUNCE)).status).toBe(503)
    isDown = false
    expect((await notify(BOUNCE)).status).toBe(200)
    expect(await state()).toBe('bounced')
  })

  it('that is older than any retry is refused', async () => {
    const { notify, clock, now } = await open()
    const Timestamp = new Date(now).toISOString()
    clock.now = now + 10 * HOUR_MS
    expect((await notify(BOUNCE, { Timestamp })).status).toBe(403)
    clock.now = now + 8 * HOUR_MS
    expect((await notify(BOUNCE, { Timestamp })).status).toBe(200)
  })

  it('that is raw has no signature, and is refused with the fix', async () => {
    const { post, state } = await open()
    const answer = await post('ses', TEXT, { 'x-amz-sns-rawdelivery': 'true' })
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('Switch it off') })
    expect((await post('ses', TEXT)).status).toBe(400)
    expect(await state()).toBe('active')
  })
})

describe('the subscription of the topic', () => {
  const SUBSCRIBE = `${HOST}/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37fb`
  const asking = { Type: 'SubscriptionConfirmation', Token: '2336412f37fb', SubscribeURL: SUBSCRIBE }

  it('is confirmed by itself', async () => {
    const { notify, asked } = await open()
    expect((await notify('You have chosen to subscribe.', asking)).status).toBe(200)
    expect(asked).toEqual([CERTIFICATE, SUBSCRIBE])
  })

  it('is asked for again when it cannot be confirmed now', async () => {
    const { notify } = await openSes(authority, ({ href }) => {
      if (href === SUBSCRIBE) throw new Error('it answered 500')
      return authority.certificate
    })
    expect((await notify('You have chosen to subscribe.', asking)).status).toBe(503)
  })

  it.each([
    ['of another topic', { TopicArn: TOPIC.replace('bounces', 'other') }],
    ['at another host', { SubscribeURL: 'https://evil.example/?Action=ConfirmSubscription' }],
    ['in another region', { SubscribeURL: SUBSCRIBE.replace('eu-west-1', 'us-east-1') }],
    ['in clear', { SubscribeURL: SUBSCRIBE.replace('https', 'http') }],
  ])('%s is not confirmed', async (_, more) => {
    const { notify, asked } = await open()
    expect((await notify('You have chosen to subscribe.', { ...asking, ...more })).status).toBe(403)
    expect(asked.filter((url) => url !== CERTIFICATE)).toEqual([])
  })

  it('is not confirmed without a signature of SNS', async () => {
    const { post, asked, now } = await open()
    const other = makeCertificate()
    await post('ses', signEnvelope(envelopeOf('Hello', now, asking), other.key))
    expect(asked).toEqual([CERTIFICATE])
  })

  it('that ends is taken, and not renewed', async () => {
    const { notify, asked } = await open()
    expect((await notify('Bye', { ...asking, Type: 'UnsubscribeConfirmation' })).status).toBe(200)
    expect(asked).toEqual([CERTIFICATE])
  })
})
