import { beforeEach, describe, expect, test } from 'vitest'
import { freshStore } from '../../../test/support/stores.ts'
import { siteApp } from '../site-app.ts'
import { keys, openApi, TOKEN } from './api.fixture.ts'
import { apiRoutes } from './api-routes.ts'
import { MOST_ALLOWED, MOST_REFUSED } from './authorise.ts'

let api: Awaited<ReturnType<typeof openApi>>

beforeEach(async () => {
  api = await openApi()
})

describe('without API_TOKEN', () => {
  test.each([
    '/api/subscribers',
    '/api/subscribers/ada@example.org',
    '/api/openapi.json',
  ])('%s is 404', async (path) => {
    const app = apiRoutes({ db: api.db, keys, config: api.config, clock: () => 0 })
    expect((await app.request(path, { headers: { Authorization: 'Bearer undefined' } })).status).toBe(404)
  })
})

test('the worker serves the API beside its pages', async () => {
  const { db } = await freshStore('sqlite')
  const deps = { db, keys, config: api.config, clock: () => 0, publicDir: 'public', health: () => ({ ok: true }) }
  const request = (app: ReturnType<typeof siteApp>) =>
    app.request('/api/subscribers', { headers: { Authorization: `Bearer ${TOKEN}` } })
  expect((await request(siteApp({ ...deps, apiToken: TOKEN }))).status).toBe(200)
  expect((await request(siteApp(deps))).status).toBe(404)
})

describe('the token', () => {
  test.each([
    ['none', {}],
    ['another', { Authorization: `Bearer ${TOKEN}0` }],
    ['an empty one', { Authorization: 'Bearer ' }],
    ['another scheme', { Authorization: `Basic ${TOKEN}` }],
    ['the token alone', { Authorization: TOKEN }],
  ])('%s is refused, whatever is asked', async (_, headers: Record<string, string>) => {
    for (const [method, path] of [
      ['GET', '/subscribers'],
      ['POST', '/subscribers'],
      ['PATCH', '/subscribers/ada@example.org'],
      ['DELETE', '/subscribers/ada@example.org'],
      ['GET', '/nothing'],
    ] as const) {
      const response = await api.app.request(`/api${path}`, { method, headers })
      expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([
        401,
        expect.stringMatching(/^Bearer realm="dateline"/),
      ])
    }
  })

  test('is refused behind a question mark', async () => {
    expect((await api.app.request(`/api/subscribers?access_token=${TOKEN}`)).status).toBe(401)
  })
})

describe('too many requests', () => {
  test('are answered 429, with when to come back, and taken again a minute later', async () => {
    for (let i = 0; i < MOST_ALLOWED; i++) await api.ask('GET', '/subscribers?limit=1')
    const { status, headers, body } = await api.ask('GET', '/subscribers')
    expect([status, headers.get('Retry-After'), body.title]).toEqual([429, '60', 'Too Many Requests'])
    api.clock.now += 60_000
    expect((await api.ask('GET', '/subscribers')).status).toBe(200)
  })

  test('of who has no token keep nobody out who has one', async () => {
    const guess = { headers: { Authorization: 'Bearer guess' } }
    for (let i = 0; i < MOST_REFUSED; i++) await api.ask('GET', '/subscribers', guess)
    expect((await api.ask('GET', '/subscribers', guess)).status).toBe(429)
    expect((await api.ask('GET', '/subscribers')).status).toBe(200)
  })
})

describe('a request that cannot be answered', () => {
  test.each([
    ['POST', '/subscribers', { body: '{"address":' }, 400],
    ['POST', '/subscribers', { body: '{}', headers: { 'Content-Type': 'text/plain' } }, 415],
    ['POST', '/subscribers', { body: '{}', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, 415],
    ['POST', '/subscribers', { body: { address: 'ada@example.org', name: 'a'.repeat(70_000) } }, 413],
    ['POST', '/subscribers', { body: '[]' }, 422],
    ['GET', '/subscribers/nobody@example.org', {}, 404],
    ['GET', '/subscribers/no-address', {}, 404],
    ['DELETE', '/subscribers/nobody@example.org', {}, 404],
    ['PATCH', '/subscribers/nobody@example.org', { body: {} }, 404],
    ['GET', '/subscribers?state=gone', {}, 422],
    ['GET', '/subscribers?limit=0', {}, 422],
    ['GET', '/nothing', {}, 404],
  ])('%s %s is a problem in JSON (RFC 9457): %j', async (method, path, sent, status) => {
    const answer = await api.ask(method, path, sent)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(answer.body).toMatchObject({
      type: 'about:blank',
      status,
      title: expect.any(String),
      detail: expect.any(String),
    })
    expect(answer.status).toBe(status)
  })

  test.each([
    ['PUT', '/subscribers', 'GET, HEAD, POST'],
    ['POST', '/subscribers/ada@example.org', 'GET, HEAD, PATCH, DELETE'],
    ['OPTIONS', '/subscribers', 'GET, HEAD, POST'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('%s %s says what the address takes', async (method, path, allow) => {
    const answer = await api.ask(method, path)
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, allow])
  })

  test('a store that fails is an honest error that can be tried again', async () => {
    await api.db.schema.alterTable('subscribers').renameTo('gone').execute()
    const { status, headers, body } = await api.ask('GET', '/subscribers')
    expect([status, headers.get('Retry-After'), JSON.stringify(body).includes('gone')]).toEqual([503, '60', false])
  })
})

test('an answer is neither kept, nor shown to other sites', async () => {
  for (const path of ['/subscribers', '/subscribers/nobody@example.org', '/openapi.json']) {
    const { headers } = await api.ask('GET', path, { headers: { Origin: 'https://elsewhere.example' } })
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Access-Control-Allow-Origin')).toBe(null)
  }
})
