import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { configSchema } from '../../config/schema.ts'
import { keyRing } from '../../subscribers/token.ts'
import { siteApp } from '../site-app.ts'
import { ADA, LATER, openWebhooks } from './webhooks.fixture.ts'

const MAILGUN_KEY = '0123456789abcdef0123456789abcdef'
const LOGIN = 'postmark:0123456789abcdef'
const PROVIDERS = ['ses', 'postmark', 'sendgrid', 'mailgun']
const open = () => openWebhooks({ webhooks: { mailgunWebhookKey: MAILGUN_KEY, postmarkWebhookLogin: LOGIN } })
const AUTHORISED = { Authorization: `Basic ${Buffer.from(LOGIN).toString('base64')}` }
const BOUNCE = { RecordType: 'Bounce', ID: 1, Type: 'HardBounce', Email: ADA, BouncedAt: '2024-05-20T08:30:00Z' }

describe('the webhooks', () => {
  it.each(PROVIDERS)('are not there without a secret: %s', async (name) => {
    const { app, post } = await openWebhooks({ webhooks: {} })
    expect((await post(name, '{}')).status).toBe(404)
    expect((await app.request(`/webhooks/${name}`)).status).toBe(404)
  })

  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('take no %s', async (method) => {
    const { app } = await open()
    const answer = await app.request('/webhooks/mailgun', { method })
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'POST'])
  })

  it('take no more than 1 MiB, whether its length is told before or not', async () => {
    const { app, post } = await open()
    const large = ' '.repeat(1024 * 1024 + 1)
    expect((await post('postmark', large, { ...AUTHORISED, 'Content-Length': String(large.length) })).status).toBe(413)
    const body = new Blob([large]).stream()
    const init = { method: 'POST', headers: AUTHORISED, body, duplex: 'half' } as RequestInit
    expect((await app.request('/webhooks/postmark', init)).status).toBe(413)
  })

  it.each([
    ['no JSON', 'ID=1', 'The body is no JSON.'],
    ['a list', '[]', 'The body is missing or of another type than the provider documents.'],
    [
      'half of a bounce',
      '{"RecordType":"Bounce","ID":1}',
      'Type is missing or of another type than the provider documents.',
    ],
    ['nothing', '', 'The body is no JSON.'],
  ])('say in one line what cannot be read of %s', async (_, body, text) => {
    const { post, reports } = await open()
    expect(await post('postmark', body, AUTHORISED)).toMatchObject({ status: 400, text: `${text}\n` })
    expect(await reports()).toEqual([])
  })

  it('ask for the same once more while the store cannot be used, and take it then', async () => {
    const { post, db, state, log } = await open()
    await db.schema.alterTable('reports').renameTo('elsewhere').execute()
    const answer = await post('postmark', JSON.stringify(BOUNCE), AUTHORISED)
    expect([answer.status, answer.headers.get('Retry-After')]).toEqual([503, '60'])
    expect(await state()).toBe('active')
    await db.schema.alterTable('elsewhere').renameTo('reports').execute()
    expect((await post('postmark', JSON.stringify(BOUNCE), AUTHORISED)).status).toBe(200)
    expect(await state()).toBe('bounced')
    expect(log()).not.toContain(ADA)
  })

  it('take the same again while the store could not be used, also where a token is for one request', async () => {
    const { post, db, state } = await open()
    const timestamp = String(LATER / 1000)
    const signature = createHmac('sha256', MAILGUN_KEY).update(`${timestamp}token`).digest('hex')
    const data = { event: 'complained', id: 'one', timestamp: LATER / 1000, recipient: ADA }
    const body = JSON.stringify({ signature: { timestamp, token: 'token', signature }, 'event-data': data })
    await db.schema.alterTable('reports').renameTo('elsewhere').execute()
    expect((await post('mailgun', body)).status).toBe(503)
    await db.schema.alterTable('elsewhere').renameTo('reports').execute()
    expect((await post('mailgun', body)).status).toBe(200)
    expect(await state()).toBe('complained')
  })

  it('log how much was done, and what was refused, without addresses and secrets', async () => {
    const { post, log } = await open()
    await post('postmark', JSON.stringify(BOUNCE), AUTHORISED)
    await post('postmark', JSON.stringify({ ...BOUNCE, ID: 2, Email: 'nobody@example.org' }), AUTHORISED)
    await post('postmark', JSON.stringify({ ...BOUNCE, ID: 3, Email: 'no address' }), AUTHORISED)
    await post('postmark', JSON.stringify(BOUNCE), { Authorization: 'Basic c2VjcmV0OnNlY3JldA==' })
    const lines = log()
      .split('\n')
      .map((line) => JSON.parse(line))
    const none = { webhook: 'postmark', ended: 0, noted: 0, known: 0, unknown: 0, alarms: 0 }
    expect(lines).toMatchObject([
      { ...none, ended: 1 },
      { ...none, unknown: 1 },
      { ...none, unknown: 1 },
      { webhook: 'postmark' },
    ])
    expect(log()).not.toMatch(/@|secret|c2Vjc|0123456789/)
  })

  it('need no cookie and no Origin, and are kept by no cache', async () => {
    const { post } = await open()
    const headers = { ...AUTHORISED, Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }
    const answer = await post('postmark', JSON.stringify(BOUNCE), headers)
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    expect(answer.headers.get('Set-Cookie')).toBeNull()
  })
})

it('are there on a site below a path, with and without it', async () => {
  const { db, reports } = await open()
  const config = configSchema.parse({
    site: { title: 'Harbour Notes', url: 'https://harbour.example/blog' },
    digest: { from: 'digest@harbour.example' },
  })
  const keys = keyRing('a secret that is long enough for everybody')
  const deps = { db, keys, config, clock: () => LATER, publicDir: '/nowhere', health: () => ({ ok: true }) }
  const app = siteApp({ ...deps, webhooks: { postmarkWebhookLogin: LOGIN } })
  for (const [path, ID] of Object.entries({ '/webhooks/postmark': 1, '/blog/webhooks/postmark': 2 })) {
    const body = JSON.stringify({ ...BOUNCE, ID })
    expect((await app.request(path, { method: 'POST', headers: AUTHORISED, body })).status).toBe(200)
  }
  expect(await reports()).toHaveLength(2)
  expect((await app.request('/webhooks/mailgun', { method: 'POST' })).status).toBe(404)
})
