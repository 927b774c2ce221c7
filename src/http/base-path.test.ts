import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { NOW, subscribe } from '../../test/support/ledger.ts'
import { freshStore } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import type { Db } from '../store/db.ts'
import { keyRing, signToken } from '../subscribers/token.ts'
import { siteApp } from './site-app.ts'

const config = configSchema.parse({
  site: { title: 'Harbour Notes', url: 'https://harbour.example/blog' },
  digest: { from: 'digest@harbour.example' },
})
const keys = keyRing('a secret that is long enough for everybody')

let db: Db
let app: ReturnType<typeof siteApp>

beforeEach(async () => {
  const publicDir = mkdtempSync(join(tmpdir(), 'public-'))
  onTestFinished(() => rmSync(publicDir, { recursive: true, force: true }))
  writeFileSync(join(publicDir, 'rss.xml'), '<rss/>')
  db = (await freshStore('sqlite')).db
  app = siteApp({ db, keys, config, clock: () => NOW, publicDir, health: () => ({ ok: true }) })
})

test('a path that is no ASCII is found', async () => {
  const publicDir = mkdtempSync(join(tmpdir(), 'public-'))
  onTestFinished(() => rmSync(publicDir, { recursive: true, force: true }))
  writeFileSync(join(publicDir, 'rss.xml'), '<rss/>')
  const site = { ...config.site, url: 'https://harbour.example/ブログ' }
  const health = () => ({ ok: true })
  const pages = siteApp({ db, keys, config: { ...config, site }, clock: () => NOW, publicDir, health })
  expect((await pages.request('/%E3%83%96%E3%83%AD%E3%82%B0/rss.xml')).status).toBe(200)
})

describe('a site below a path', () => {
  test.each(['/rss.xml', '/blog/rss.xml', '/healthz', '/blog/healthz'])('answers %s', async (path) => {
    expect((await app.request(path)).status).toBe(200)
  })

  test('says the whole address of a feed', async () => {
    expect((await app.request('/blog/rss.xml')).headers.get('Link')).toBe(
      '<https://harbour.example/blog/rss.xml>; rel="self"',
    )
  })

  test.each(['', '/blog'])('answers the links of digests below "%s", with links below its path', async (base) => {
    const ada = await subscribe(db, 'ada')
    const token = signToken(keys, 'unsubscribe', { subscriberId: ada.id, tokenEpoch: ada.tokenEpoch })
    const page = await (await app.request(`${base}/unsubscribe/${token}`)).text()
    const link = /href="(\/blog\/preferences\/[^"]+)"/.exec(page)?.[1]
    expect(await (await app.request(link ?? '')).text()).toContain('When digests come')
    expect((await app.request(`${base}/unsubscribe/${token}`, { method: 'POST' })).status).toBe(200)
  })

  test('leads whoever is lost to the feeds', async () => {
    expect(await (await app.request('/blog/')).text()).toContain('href="/blog/subscribe.html"')
  })

  test.each(['/blogs/rss.xml', '/blog/blog/rss.xml'])('has nothing at %s', async (path) => {
    expect((await app.request(path)).status).toBe(404)
  })
})
