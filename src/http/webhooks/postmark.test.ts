import { describe, expect, it } from 'vitest'
import { ADA, LATER, openWebhooks } from './webhooks.fixture.ts'

const LOGIN = 'postmark:0123456789abcdef'
const open = () => openWebhooks({ webhooks: { postmarkWebhookLogin: LOGIN } })
const basic = (login: string) => ({ Authorization: `Basic ${Buffer.from(login).toString('base64')}` })

function bounce(Type: string, more: object = {}): string {
  return JSON.stringify({
    ...{ RecordType: 'Bounce', MessageStream: 'broadcast', ID: 42, Type, TypeCode: 1, Name: Type },
    ...{ MessageID: '883953f4-6105-42a2-a16a-77a8eac79483', ServerID: 23, Description: '', Details: '' },
    ...{ Email: ADA, From: 'digest@blog.example.org', BouncedAt: '2024-05-20T10:30:00+02:00', Inactive: true },
    ...more,
  })
}

function change(SuppressionReason: string | null, more: object = {}): string {
  return JSON.stringify({
    ...{ RecordType: 'SubscriptionChange', MessageID: null, ServerID: 23, MessageStream: 'broadcast' },
    ...{ ChangedAt: '2024-05-20T08:30:00Z', Recipient: ADA, Origin: 'Recipient', SuppressSending: true },
    ...{ SuppressionReason, Tag: '', Metadata: {} },
    ...more,
  })
}

describe('a bounce that Postmark reports', () => {
  it.each([
    ['HardBounce', { Details: 'smtp;550 5.1.1 no such mailbox' }, 'bounced'],
    ['HardBounce', { Details: 'smtp;550 5.5.0 mailbox unavailable' }, 'bounced'],
    ['HardBounce', { Details: 'smtp;550 5.7.1 this sender may not send here' }, 'active'],
    ['HardBounce', { Details: 'smtp;552 5.2.2 mailbox full' }, 'active'],
    ['BadEmailAddress', {}, 'bounced'],
    ['SoftBounce', { Details: 'smtp;452 4.2.2 mailbox full' }, 'active'],
    ['SoftBounce', { Details: 'smtp;550 5.1.1 no such mailbox' }, 'bounced'],
    ['Transient', {}, 'active'],
    ['Blocked', { Details: 'smtp;550 5.1.1 listed' }, 'active'],
    ['SpamNotification', {}, 'active'],
    ['DMARCPolicy', {}, 'active'],
    ['SpamComplaint', {}, 'complained'],
    ['Unsubscribe', {}, 'unsubscribed'],
    ['ManuallyDeactivated', {}, 'unsubscribed'],
    ['AutoResponder', {}, 'active'],
    ['SomethingNew', {}, 'active'],
  ])('as %s (%j) leaves the subscriber %s', async (type, more, state) => {
    const { post, state: now } = await open()
    expect((await post('postmark', bounce(type, more), basic(LOGIN))).status).toBe(200)
    expect(await now()).toBe(state)
    expect(await now('bob@example.org')).toBe('active')
  })

  it.each([
    'constructor',
    'toString',
    '__proto__',
  ])('of the type %s, which Postmark does not have, says nothing', async (type) => {
    const { post, reports } = await open()
    expect((await post('postmark', bounce(type, { Details: '5.1.1' }), basic(LOGIN))).status).toBe(200)
    expect(await reports()).toEqual([])
  })

  it('is written down once, with its code and time, and without the address', async () => {
    const { post, reports } = await open()
    const body = bounce('HardBounce', { Details: `smtp;550 5.1.1 <${ADA}> unknown` })
    for (let round = 0; round < 2; round++) expect((await post('postmark', body, basic(LOGIN))).status).toBe(200)
    const [report, ...more] = await reports()
    expect(more).toEqual([])
    expect(report).toMatchObject({ source: 'postmark', kind: 'bounced', is_hard: 1, status: '5.1.1' })
    expect(report!.at).toBe(Date.UTC(2024, 4, 20, 8, 30))
    expect(report!.detail).toBe('HardBounce: smtp;550 5.1.1 <(an address)> unknown')
  })

  it('is told apart from another one by the message, as ids are larger than numbers here', async () => {
    const { post, reports } = await open()
    for (const last of [1, 2]) {
      const body = bounce('Transient', { MessageID: `message ${last}` }).replace(
        '"ID":42',
        `"ID":432337203685477580${last}`,
      )
      await post('postmark', body, basic(LOGIN))
    }
    expect(await reports()).toHaveLength(2)
  })

  it('of the future counts from now', async () => {
    const { post, reports } = await open()
    await post('postmark', bounce('HardBounce', { BouncedAt: '2199-01-01T00:00:00Z' }), basic(LOGIN))
    expect((await reports())[0]!.at).toBe(LATER)
  })
})

it('ends who complained, by the webhook for complaints as well', async () => {
  const { post, state } = await open()
  await post('postmark', bounce('SpamComplaint', { RecordType: 'SpamComplaint' }), basic(LOGIN))
  expect(await state()).toBe('complained')
})

it.each([
  ['ManualSuppression', {}, 'unsubscribed'],
  [null, {}, 'unsubscribed'],
  ['HardBounce', {}, 'bounced'],
  ['SpamComplaint', {}, 'complained'],
  ['ManualSuppression', { SuppressSending: false }, 'active'],
])('follows a change of who gets mail: %s %j leaves them %s', async (reason, more, state) => {
  const { post, state: now } = await open()
  expect((await post('postmark', change(reason, more), basic(LOGIN))).status).toBe(200)
  expect(await now()).toBe(state)
})

it('takes no departure for who has come back since', async () => {
  const { post, state, db } = await open()
  await db
    .updateTable('subscribers')
    .set({ confirmed_at: Date.UTC(2024, 4, 20, 8, 45) })
    .execute()
  await post('postmark', change('ManualSuppression'), basic(LOGIN))
  expect(await state()).toBe('active')
  await post('postmark', change('ManualSuppression', { ChangedAt: '2024-05-20T08:50:00Z' }), basic(LOGIN))
  expect(await state()).toBe('unsubscribed')
})

it.each([
  ['another password', basic('postmark:0123456789abcdeF')],
  ['another user', basic('Postmark:0123456789abcdef')],
  ['no password', basic('postmark:')],
  ['no login', {}],
  ['another scheme', { Authorization: 'Bearer postmark:0123456789abcdef' }],
  ['a login that is not encoded', { Authorization: `Basic ${LOGIN}` }],
])('refuses %s, and writes nothing', async (_, headers: Record<string, string>) => {
  const { post, state, reports } = await open()
  const answer = await post('postmark', bounce('HardBounce'), headers)
  expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Basic realm="dateline"'])
  expect(answer.text.trim().split('\n')).toHaveLength(1)
  expect([await state(), await reports()]).toEqual(['active', []])
})
