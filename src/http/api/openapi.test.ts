import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { subscribe } from '../../../test/support/ledger.ts'
import { openApi } from './api.fixture.ts'

type Operation = { responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }> }
type Document = {
  openapi: string
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Parameters<typeof z.fromJSONSchema>[0]> }
}

let api: Awaited<ReturnType<typeof openApi>>
let document: Document

beforeEach(async () => {
  api = await openApi()
  document = (await api.ask('GET', '/openapi.json')).body
})

const CONSENT = { at: '2024-05-20T07:00:00Z', from: 'a till', wording: 'Yes.' }

describe('the description of the API', () => {
  test('is there without a token, as OpenAPI 3.1 of this site', async () => {
    const response = await api.app.request('/api/openapi.json')
    expect([response.status, response.headers.get('Content-Type')]).toEqual([200, 'application/json'])
    expect([document.openapi, document.servers]).toEqual(['3.1.1', [{ url: 'https://harbour.example' }]])
  })

  test('refers only to schemas that it has', () => {
    const named = [...JSON.stringify(document.paths).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      (match) => match[1],
    )
    expect([...new Set(named)].sort()).toEqual(Object.keys(document.components.schemas).sort())
  })

  test.each([
    ['post', '/subscribers', { address: 'ada@example.org' }, 202],
    ['post', '/subscribers', { address: 'bob@example.org', name: 'Bob', topics: ['ships'], consent: CONSENT }, 201],
    ['post', '/subscribers', { address: 'eve@example.org', consent: CONSENT }, 200],
    ['post', '/subscribers', { address: 'bob' }, 422],
    ['get', '/subscribers', undefined, 200],
    ['get', '/subscribers?limit=x', undefined, 422],
    ['get', '/subscribers/eve@example.org', undefined, 200],
    ['get', '/subscribers/nobody@example.org', undefined, 404],
    ['patch', '/subscribers/eve@example.org', { pausedUntil: '2024-06-01T00:00:00Z' }, 200],
    ['delete', '/subscribers/eve@example.org', undefined, 204],
    ['patch', '/subscribers/kim@example.org', { hour: 9 }, 409],
  ])('holds the answer to %s %s %j', async (method, path, body, status) => {
    await subscribe(api.db, 'eve')
    await subscribe(api.db, 'kim', { state: 'pending' })
    const answer = await api.ask(method.toUpperCase(), path, body && { body })
    const template = path.includes('@') ? '/api/subscribers/{address}' : '/api/subscribers'
    const said = document.paths[template]![method]!.responses[answer.status]!
    expect([answer.status, Object.keys(said.content ?? {})]).toEqual([
      status,
      answer.body === null ? [] : [answer.headers.get('Content-Type')],
    ])
    const name = Object.values(said.content ?? {})[0]
      ?.schema.$ref.split('/')
      .at(-1)
    if (name) z.fromJSONSchema(document.components.schemas[name]!).parse(answer.body)
  })

  test('is told in docs/api.md: every address, method and field', () => {
    const docs = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8')
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'parameters')
        .map((method) => `${method.toUpperCase()} ${path}`),
    )
    const fields = ['NewSubscriber', 'Change', 'Subscriber'].flatMap((name) =>
      Object.keys((document.components.schemas[name] as { properties: object }).properties).map(
        (field) => `\`${field}\``,
      ),
    )
    expect([...operations, ...fields].filter((words) => !docs.includes(words))).toEqual([])
  })
})
