import { brotliDecompressSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { NOW, newEdition, subscribe } from '../../test/support/ledger.ts'
import { freshStore } from '../../test/support/stores.ts'
import { type Config, configSchema } from '../config/schema.ts'
import { editionName } from '../digests/edition-name.ts'
import { tokensFor, withTokenMark } from '../mail/tokens.ts'
import type { Db } from '../store/db.ts'
import { keepEditions, planDeliveries } from '../store/plan-writes.ts'
import { keyRing } from '../subscribers/token.ts'
import { siteApp } from './site-app.ts'

const config = configSchema.parse({
  site: { title: 'Tom & <Jerry>', url: 'https://tom.example/blog', timezone: 'Europe/Berlin' },
  digest: { from: 'tom@tom.example' },
})
const keys = keyRing('a secret that is long enough for everybody')
const tokens = tokensFor('letters')
const HTML = `<p>For ${tokens.address}, ${tokens.cadence}.</p><a href="${tokens.unsubscribe}">Leave</a><a href="${tokens.preferences}">Change</a>`

let db: Db

beforeEach(async () => {
  db = (await freshStore('sqlite')).db
})

function appOf(subscribe: Partial<Config['subscribe']> = {}) {
  const changed = { ...config, subscribe: { ...config.subscribe, ...subscribe } }
  const deps = { db, keys, clock: () => NOW, publicDir: 'public', health: () => ({ ok: true }) }
  return siteApp({ ...deps, config: changed })
}

const get = (path: string, init: RequestInit = {}) => appOf().request(path, init)

/** Digests that went out to Ada, in this order. */
async function send(...keys: string[]): Promise<void> {
  const ada = await subscribe(db, 'ada')
  for (const key of keys) {
    const edition = { ...newEdition(key, ['a', 'b']), subject: `Digest <${key}>`, html: withTokenMark(HTML, tokens) }
    await db.transaction().execute(async (trx) => {
      const id = (await keepEditions(trx, [edition])).get(key)!
      await planDeliveries(trx, [{ edition_id: id, subscriber_id: ada.id }], NOW)
    })
  }
  await db.updateTable('deliveries').set({ state: 'accepted' }).execute()
}

describe('the list of digests', () => {
  test('shows what went out, newest first, each with its day and address', async () => {
    await send('one', 'two')
    const page = await (await get('/editions')).text()
    expect([...page.matchAll(/href="(\/blog\/editions\/\w+)"/g)].map((match) => match[1])).toEqual([
      `/blog/editions/${editionName('two')}`,
      `/blog/editions/${editionName('one')}`,
    ])
    expect(page).toContain('Digest &lt;two&gt;')
    expect(page).toContain('<time datetime="2024-05-20T08:00:00.000Z" lang="en">May 20, 2024</time>')
    expect(page).toContain('2 posts')
    expect(page).not.toContain('ada@example.org')
  })

  test('comes page by page, and every digest stands on one of them', async () => {
    const all = Array.from({ length: 45 }, (_, index) => `digest ${index}`)
    await send(...all)
    const seen: string[] = []
    let pages = 0
    for (let path: string | undefined = '/blog/editions'; path; pages++) {
      const page: string = await (await get(path)).text()
      seen.push(...[...page.matchAll(/editions\/(\w{20})"/g)].map((match) => match[1]!))
      path = /href="([^"]+)" rel="next"/.exec(page)?.[1]
    }
    expect([pages, seen]).toEqual([3, all.map(editionName).reverse()])
  })

  test('says so when nothing has gone out yet', async () => {
    expect(await (await get('/editions')).text()).toContain('No digest has gone out yet.')
  })

  test('goes on behind no digest that there is not', async () => {
    expect((await get('/editions?before=0123456789abcdef0123')).status).toBe(404)
  })

  test('leads to the form for signing up, while it is open', async () => {
    expect(await (await appOf().request('/editions')).text()).toContain('href="/blog/subscribe"')
    expect(await (await appOf({ open: false }).request('/editions')).text()).not.toContain('/subscribe')
  })

  test('runs nothing and loads nothing', async () => {
    const policy = (await get('/editions')).headers.get('Content-Security-Policy')
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /)
  })
})

describe('a digest in the browser', () => {
  const path = `/blog/editions/${editionName('one')}`

  test('is the frozen HTML, which speaks of no one reader and leads to signing up', async () => {
    await send('one')
    expect(await (await get(path)).text()).toBe(
      '<p>For its subscribers, by mail.</p><a href="/blog/subscribe">Leave</a><a href="/blog/subscribe">Change</a>',
    )
  })

  test('leads to the site while nobody can sign up', async () => {
    await send('one')
    expect(await (await appOf({ open: false }).request(path)).text()).toContain(
      '<a href="https://tom.example/blog">Leave',
    )
  })

  test('runs nothing, sends nothing, is framed by nobody and leaves no trace in the pages that it links to', async () => {
    await send('one')
    const { headers } = await get(path)
    const policy = headers.get('Content-Security-Policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/^sandbox allow-same-origin allow-popups/)
    expect(policy).not.toMatch(/script|forms/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('X-Robots-Tag')).toContain('noindex')
  })

  test('is confirmed by its ETag with 304 to a client that has it', async () => {
    await send('one')
    const headers = { 'Accept-Encoding': 'br' }
    const first = await get(path, { headers })
    const etag = first.headers.get('ETag')!
    expect(brotliDecompressSync(Buffer.from(await first.arrayBuffer())).toString()).toContain('For its subscribers')
    const again = await get(path, { headers: { ...headers, 'If-None-Match': etag } })
    expect([again.status, await again.text(), again.headers.get('ETag')]).toEqual([304, '', etag])
    expect((await get(path, { headers: { 'If-None-Match': etag } })).status).toBe(200)
    expect((await get(path, { headers: { 'If-Modified-Since': 'Fri, 01 Jan 2038 00:00:00 GMT' } })).status).toBe(200)
  })

  test('HEAD says the same without the words', async () => {
    await send('one')
    const [head, full] = [await get(path, { method: 'HEAD' }), await get(path)]
    expect([await head.text(), head.headers.get('Content-Length')]).toEqual(['', full.headers.get('Content-Length')])
  })

  test.each([
    '/editions/0123456789abcdef0123',
    '/editions/1',
    '/editions/..%2f..%2fetc',
    '/editions/one/more',
  ])('%s is 404', async (other) => {
    await send('one')
    expect((await get(other)).status).toBe(404)
  })

  test('is 404 before it went out, and once it was stopped', async () => {
    await send('one')
    await db.updateTable('deliveries').set({ state: 'ready' }).execute()
    expect((await get(path)).status).toBe(404)
    await db.updateTable('deliveries').set({ state: 'accepted' }).execute()
    await db.updateTable('editions').set({ state: 'stopped' }).execute()
    expect((await get(path)).status).toBe(404)
  })
})
