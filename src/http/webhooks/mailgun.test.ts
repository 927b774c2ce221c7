import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ADA, LATER, openWebhooks } from './webhooks.fixture.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const HOUR_MS = 3_600_000
const open = () => openWebhooks({ webhooks: { mailgunWebhookKey: KEY } })

function signature({ at = LATER, token = 'a'.repeat(50), key = KEY } = {}) {
  const timestamp = String(at / 1000)
  return {
    timestamp,
    token,
    signature: createHmac('sha256', key)
      .update(timestamp + token)
      .digest('hex'),
  }
}

function event(name: string, more: object = {}) {
  return {
    ...{
      event: name,
      id: 'G9Bn5sl1TC6nu79C8C0bwg',
      timestamp: LATER / 1000 - 60.5,
      'log-level': 'error',
      recipient: ADA,
    },
    ...{ message: { headers: { to: ADA, from: 'digest@blog.example.org' } }, ...more },
  }
}

const bodyOf = (data: object, by: object = signature()) => JSON.stringify({ signature: by, 'event-data': data })
const HARD = {
  severity: 'permanent',
  reason: 'bounce',
  'delivery-status': { code: 550, message: '5.1.1 no such user' },
}

describe('an event of Mailgun', () => {
  it.each([
    ['failed', HARD, 'bounced'],
    ['failed', { severity: 'permanent', reason: 'bounce', 'delivery-status': { code: 550, message: 'no' } }, 'bounced'],
    ['failed', { ...HARD, 'delivery-status': { 'enhanced-code': '5.7.1', message: 'refused' } }, 'active'],
    ['failed', { severity: 'permanent', reason: 'suppress-bounce', 'delivery-status': { code: 605 } }, 'bounced'],
    ['failed', { severity: 'permanent', reason: 'suppress-complaint', 'delivery-status': { code: 606 } }, 'complained'],
    ['failed', { severity: 'permanent', reason: 'suppress-unsubscribe', 'delivery-status': null }, 'unsubscribed'],
    ['failed', { severity: 'permanent', reason: 'espblock', 'delivery-status': { message: '5.1.1' } }, 'active'],
    ['failed', { severity: 'permanent', reason: 'old', 'delivery-status': { message: 'Too old' } }, 'active'],
    ['failed', { ...HARD, reason: 'constructor' }, 'bounced'],
    ['failed', { ...HARD, severity: 'temporary' }, 'active'],
    ['complained', {}, 'complained'],
    ['unsubscribed', {}, 'unsubscribed'],
    ['delivered', {}, 'active'],
    ['clicked', { url: 'https://blog.example.org/' }, 'active'],
  ])('%s %j leaves the subscriber %s', async (name, more, state) => {
    const { post, state: now } = await open()
    expect((await post('mailgun', bodyOf(event(name, more)))).status).toBe(200)
    expect(await now()).toBe(state)
  })

  it('names its delivery by the Message-ID without its brackets', async () => {
    const { post, reports, messageId, subscribers } = await open()
    const id = (await messageId(subscribers[0]!.id)).slice(1, -1)
    await post('mailgun', bodyOf(event('failed', { ...HARD, message: { headers: { 'message-id': id } } })))
    expect((await reports())[0]).toMatchObject({ delivery_id: Number(id.split('.')[0]), status: '5.1.1' })
  })

  it('that comes again with the same token is taken, and changes nothing', async () => {
    const { post, reports } = await open()
    const body = bodyOf(event('failed', HARD))
    expect([(await post('mailgun', body)).status, (await post('mailgun', body)).status]).toEqual([200, 200])
    expect(await reports()).toHaveLength(1)
  })

  it('is taken of a subaccount, for which the account signs as well', async () => {
    const { post, state } = await open()
    const { signature: parent, ...rest } = signature()
    const by = { ...rest, signature: 'f'.repeat(64), 'parent-signature': parent }
    expect((await post('mailgun', bodyOf(event('complained'), by))).status).toBe(200)
    expect(await state()).toBe('complained')
  })
})

describe('a request that Mailgun did not sign', () => {
  it.each([
    ['of another key', signature({ key: KEY.replace('0', '1') })],
    ['of another token', { ...signature(), token: 'b'.repeat(50) }],
    ['of another time', { ...signature(), timestamp: String(LATER / 1000 + 1) }],
    ['that is empty', { ...signature(), signature: '' }],
    ['made too long ago', signature({ at: LATER - 10 * HOUR_MS })],
    ['made ahead of our clock', signature({ at: LATER + HOUR_MS })],
  ])('has a signature %s: it is refused, and nothing is written', async (_, by) => {
    const { post, state, reports } = await open()
    expect((await post('mailgun', bodyOf(event('failed', HARD), by))).status).toBe(403)
    expect([await state(), await reports()]).toEqual(['active', []])
  })

  it('cannot borrow the signature of another one', async () => {
    const { post, state } = await open()
    expect((await post('mailgun', bodyOf(event('delivered')))).status).toBe(200)
    const forged = bodyOf(event('complained', { id: 'another', recipient: 'bob@example.org' }))
    expect((await post('mailgun', forged)).status).toBe(403)
    expect(await state('bob@example.org')).toBe('active')
  })
})
