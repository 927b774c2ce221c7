import { describe, expect, it } from 'vitest'
import type { App } from '../../src/app.ts'
import { siteApp } from '../../src/http/site-app.ts'
import { sendUrgent } from '../../src/pipeline/urgent.ts'
import { Clock, makeSite } from '../support/site.ts'

const API_TOKEN = '0123456789abcdef0123456789abcdef'

async function openSite() {
  const site = makeSite()
  const app = await site.open(new Clock('2026-05-01T10:00'), { API_TOKEN })
  return { site, app, ask: askerOf(app) }
}

/** Asks as the site's own code does, of the worker's pages as the worker puts them together. */
function askerOf({ store, keys, config, clock, paths, environment }: App) {
  const health = () => ({ ok: true })
  const { apiToken } = environment
  const pages = siteApp({ db: store.db, keys, config, clock, publicDir: paths.public, health, apiToken })
  return async (method: string, path: string, body?: object) => {
    const headers = { Authorization: `Bearer ${API_TOKEN}`, 'Content-Type': 'application/json' }
    const answer = await pages.request(path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    return { status: answer.status, body: await answer.json() }
  }
}

describe("the site's own code", () => {
  it('signs somebody up: they are asked once, however often, and active only when they have confirmed', async () => {
    const { site, app, ask } = await openSite()
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 10; i++) await ask('POST', '/api/subscribers', { address: 'ada@example.org' })
      await sendUrgent(app)
    }
    const messages = await site.inbox()
    expect(messages.map(({ to }) => to)).toEqual(['ada@example.org'])
    const shown = await ask('GET', '/api/subscribers/ada@example.org')
    expect(shown.body).toMatchObject({ state: 'pending', source: 'API', nextDigest: null })
    const link = /https:\/\/blog\.example\.org(\/confirm\/[\w.-]+)/.exec(messages[0]!.text ?? '')?.[1]
    expect(link).toBeDefined()
  })

  it('adds somebody who agreed already: they are active, welcomed and not asked', async () => {
    const { site, app, ask } = await openSite()
    const consent = { at: '2026-05-01T09:00:00Z', from: 'the till', wording: 'Yes, write to me.' }
    const added = await ask('POST', '/api/subscribers', { address: 'ada@example.org', name: 'Ada', consent })
    expect(added).toMatchObject({ status: 201, body: { state: 'active' } })
    await sendUrgent(app)
    const messages = await site.inbox()
    expect(messages).toHaveLength(1)
    expect([messages[0]?.to, /\/confirm\//.test(messages[0]?.source ?? '')]).toEqual(['Ada <ada@example.org>', false])
  })
})
