import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ADA, LATER, openWebhooks } from './webhooks.fixture.ts'

const HOUR_MS = 3_600_000
const OURS = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const THEIRS = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const KEY = OURS.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

const open = () => openWebhooks({ webhooks: { sendgridWebhookKey: KEY } })

function signed(body: string, at = LATER, key: KeyObject = OURS.privateKey): Record<string, string> {
  const time = String(at / 1000)
  return {
    'X-Twilio-Email-Event-Webhook-Timestamp': time,
    'X-Twilio-Email-Event-Webhook-Signature': sign('sha256', Buffer.from(time + body), key).toString('base64'),
  }
}

function event(name: string, more: object = {}) {
  return {
    ...{ email: ADA, timestamp: LATER / 1000 - 60, event: name, category: ['digest'] },
    ...{ sg_event_id: `event-${name}`, sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0', ...more },
  }
}

const listOf = (...events: object[]) => `${JSON.stringify(events)}\r\n`

describe('an event of SendGrid', () => {
  it.each([
    ['bounce', { type: 'bounce', status: '5.1.1', reason: '550 5.1.1 unknown user' }, 'bounced'],
    ['bounce', { type: 'bounce', status: '5.0.0', reason: '550 no' }, 'bounced'],
    ['bounce', { type: 'bounce', status: '5.7.1', reason: '550 5.7.1 refused' }, 'active'],
    ['bounce', { type: 'bounce', status: '5.0.0', bounce_classification: 'Reputation' }, 'active'],
    ['bounce', { type: 'bounce', status: '5.0.0', bounce_classification: 'Invalid Address' }, 'bounced'],
    ['bounce', { type: 'bounce', status: '5.1.1', bounce_classification: 'constructor' }, 'bounced'],
    ['bounce', { type: 'blocked', status: '4.0.0', reason: '421 later' }, 'active'],
    ['dropped', { reason: 'Bounced Address' }, 'bounced'],
    ['dropped', { reason: 'Invalid' }, 'bounced'],
    ['dropped', { reason: 'Spam Reporting Address' }, 'complained'],
    ['dropped', { reason: 'Unsubscribed Address' }, 'unsubscribed'],
    ['dropped', { reason: 'Spam Content (if Spam Checker app enabled)' }, 'active'],
    ['dropped', { reason: 'constructor' }, 'active'],
    ['deferred', { response: '452 4.2.2 full', attempt: '3' }, 'active'],
    ['spamreport', {}, 'complained'],
    ['unsubscribe', {}, 'unsubscribed'],
    ['group_unsubscribe', { asm_group_id: 10 }, 'unsubscribed'],
    ['group_resubscribe', { asm_group_id: 10 }, 'active'],
    ['delivered', { response: '250 OK' }, 'active'],
    ['open', { ip: '192.0.2.1' }, 'active'],
  ])('%s %j leaves the subscriber %s', async (name, more, state) => {
    const { post, state: now } = await open()
    const body = listOf(event(name, more))
    expect((await post('sendgrid', body, signed(body))).status).toBe(200)
    expect(await now()).toBe(state)
  })

  it('is known again by its id', async () => {
    const { post, reports } = await open()
    const body = listOf(event('deferred'), event('deferred'), event('deferred', { sg_event_id: 'another' }))
    for (const at of [LATER, LATER + 60_000]) await post('sendgrid', body, signed(body, at))
    expect((await reports()).map((report) => [report.source, report.source_key, report.kind])).toEqual([
      ['sendgrid', 'event-deferred', 'delayed'],
      ['sendgrid', 'another', 'delayed'],
    ])
  })

  it('is read beside others that are not understood, and names its delivery', async () => {
    const { post, state, reports, messageId, subscribers } = await open()
    const named = { type: 'bounce', status: '5.1.1', 'smtp-id': await messageId(subscribers[0]!.id) }
    const body = listOf({ event: 'account_status_change', type: 'compliance' }, event('bounce', named), { odd: [] })
    expect((await post('sendgrid', body, signed(body))).status).toBe(200)
    expect(await state()).toBe('bounced')
    expect((await reports())[0]).toMatchObject({ subscriber_id: subscribers[0]!.id, delivery_id: expect.any(Number) })
  })
})

describe('a request that is not signed by SendGrid', () => {
  const body = listOf(event('bounce', { type: 'bounce', status: '5.1.1' }))
  const other = body.replace(ADA, 'bob@example.org')
  const moved = { ...signed(body), 'X-Twilio-Email-Event-Webhook-Timestamp': String(LATER / 1000 + 1) }
  it.each([
    ['of another body', other, signed(body)],
    ['of the same JSON in other bytes', JSON.stringify(JSON.parse(body)), signed(body)],
    ['of another time', body, moved],
    ['of another key', body, signed(body, LATER, THEIRS.privateKey)],
    ['that is no signature', body, { ...signed(body), 'X-Twilio-Email-Event-Webhook-Signature': 'AAAA' }],
    ['that is absent', body, {}],
    ['made too long ago', body, signed(body, LATER - 26 * HOUR_MS)],
    ['made ahead of our clock', body, signed(body, LATER + HOUR_MS)],
  ])('has a signature %s: it is refused, and nothing is written', async (_, sent, headers: Record<string, string>) => {
    const { post, state, reports } = await open()
    expect((await post('sendgrid', sent, headers)).status).toBe(403)
    expect([await state(), await state('bob@example.org'), await reports()]).toEqual(['active', 'active', []])
  })
})

it('takes what SendGrid sends again after hours', async () => {
  const { post, state } = await open()
  const body = listOf(event('bounce', { type: 'bounce', status: '5.1.1' }))
  expect((await post('sendgrid', body, signed(body, LATER - 23 * HOUR_MS))).status).toBe(200)
  expect(await state()).toBe('bounced')
})
