import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { NOW } from '../../test/support/ledger.ts'
import { freshStore } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import { keyRing } from '../subscribers/token.ts'
import { siteApp } from './site-app.ts'

const config = configSchema.parse({
  site: { title: 'Harbour Notes', url: 'https://harbour.example' },
  digest: { from: 'digest@harbour.example' },
})
const keys = keyRing('a secret that is long enough for everybody')
const RSS = `<?xml version="1.0"?><rss version="2.0">${'<item>A post.</item>'.repeat(100)}</rss>`
const MODIFIED = new Date('2024-05-20T08:00:00Z')

let root: string
let app: ReturnType<typeof siteApp>

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'public-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  mkdirSync(join(root, 'public', 'tags', 'c++'), { recursive: true })
  put('rss.xml', RSS)
  const { db } = await freshStore('sqlite')
  app = siteApp({ db, keys, config, clock: () => NOW, publicDir: join(root, 'public'), health: () => ({ ok: true }) })
})

function put(path: string, content: string | Buffer): void {
  writeFileSync(join(root, 'public', path), content)
  utimesSync(join(root, 'public', path), MODIFIED, MODIFIED)
}

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return app.request(path, { method, headers })
}

describe('a feed', () => {
  test.each([
    ['rss.xml', 'application/rss+xml; charset=utf-8'],
    ['atom.xml', 'application/atom+xml; charset=utf-8'],
    ['feed.json', 'application/feed+json; charset=utf-8'],
    ['tags/c++/rss.xml', 'application/rss+xml; charset=utf-8'],
    ['feeds.opml', 'text/x-opml; charset=utf-8'],
    ['feed.css', 'text/css; charset=utf-8'],
    ['cover.png', 'image/png'],
  ])('%s is served as %s', async (path, type) => {
    put(path, 'x')
    expect((await get(`/${path}`)).headers.get('Content-Type')).toBe(type)
  })

  test('comes byte for byte, with its length, its validators and an age', async () => {
    const answer = await get('/rss.xml')
    expect(await answer.text()).toBe(RSS)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': String(RSS.length),
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
      'last-modified': 'Mon, 20 May 2024 08:00:00 GMT',
      'cache-control': 'public, max-age=900',
      vary: 'Accept, Accept-Encoding',
      link: '<https://harbour.example/rss.xml>; rel="self"',
      'access-control-allow-origin': '*',
    })
  })

  test('HEAD gives the same headers and no body', async () => {
    const [head, full] = [await get('/rss.xml', {}, 'HEAD'), await get('/rss.xml')]
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(full.headers))
    expect(await head.text()).toBe('')
  })

  const CHROMIUM = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'

  test.each([
    'rss.xml',
    'atom.xml',
  ])('%s comes to a browser as XML, which it shows, under an ETag of its own', async (path) => {
    put(path, RSS)
    const [shown, read] = [await get(`/${path}`, { Accept: CHROMIUM }), await get(`/${path}`)]
    expect(shown.headers.get('Content-Type')).toBe('application/xml; charset=utf-8')
    expect(shown.headers.get('ETag')).toBe(read.headers.get('ETag')!.replace(/"$/, '-xml"'))
    expect(await shown.text()).toBe(RSS)
  })

  test.each([
    '*/*',
    'application/rss+xml, text/html;q=0.8',
    'application/xml',
  ])('a reader that accepts %j gets the type of feeds', async (accept) => {
    expect((await get('/rss.xml', { Accept: accept })).headers.get('Content-Type')).toBe(
      'application/rss+xml; charset=utf-8',
    )
  })

  test('a JSON feed has its own type in a browser too', async () => {
    put('feed.json', '{}')
    const answer = await get('/feed.json', { Accept: CHROMIUM })
    expect(answer.headers.get('Content-Type')).toBe('application/feed+json; charset=utf-8')
    expect(answer.headers.get('Vary')).toBe('Accept-Encoding')
  })

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('comes as %s to a client that takes it, under an ETag of its own', async (encoding, open) => {
    const answer = await get('/rss.xml', { 'Accept-Encoding': encoding })
    expect(answer.headers.get('Content-Encoding')).toBe(encoding)
    expect(open(Buffer.from(await answer.arrayBuffer())).toString()).toBe(RSS)
    expect(answer.headers.get('ETag')).toBe((await get('/rss.xml')).headers.get('ETag')!.replace(/"$/, `-${encoding}"`))
  })

  test('a picture is not compressed again', async () => {
    put('cover.png', Buffer.alloc(1000))
    expect((await get('/cover.png', { 'Accept-Encoding': 'gzip' })).headers.get('Content-Encoding')).toBe(null)
  })
})

describe('a copy that the client has', () => {
  test('is confirmed by its ETag with 304, both validators and no body', async () => {
    const etag = (await get('/rss.xml', { 'Accept-Encoding': 'gzip' })).headers.get('ETag')!
    const answer = await get('/rss.xml', { 'Accept-Encoding': 'gzip', 'If-None-Match': `"other", W/${etag}` })
    expect([
      answer.status,
      answer.headers.get('ETag'),
      answer.headers.get('Last-Modified'),
      await answer.text(),
    ]).toEqual([304, etag, 'Mon, 20 May 2024 08:00:00 GMT', ''])
  })

  test('of a browser is confirmed to the browser alone', async () => {
    const etag = (await get('/rss.xml', { Accept: 'text/html' })).headers.get('ETag')!
    expect((await get('/rss.xml', { Accept: 'text/html', 'If-None-Match': etag })).status).toBe(304)
    expect((await get('/rss.xml', { 'If-None-Match': etag })).status).toBe(200)
  })

  test('of another encoding is not', async () => {
    const etag = (await get('/rss.xml')).headers.get('ETag')!
    expect((await get('/rss.xml', { 'Accept-Encoding': 'br', 'If-None-Match': etag })).status).toBe(200)
  })

  test.each([
    ['Mon, 20 May 2024 08:00:00 GMT', 304],
    ['Mon, 20 May 2024 07:59:59 GMT', 200],
    ['not a date', 200],
  ])('of %j gets %i', async (since, status) => {
    expect((await get('/rss.xml', { 'If-Modified-Since': since })).status).toBe(status)
  })

  test('an ETag that differs outweighs a date that does not', async () => {
    const headers = { 'If-None-Match': '"other"', 'If-Modified-Since': 'Mon, 20 May 2024 08:00:00 GMT' }
    expect((await get('/rss.xml', headers)).status).toBe(200)
  })

  test('is out of date once the file was written anew', async () => {
    const etag = (await get('/rss.xml')).headers.get('ETag')!
    writeFileSync(join(root, 'public', 'rss.xml'), RSS.replace('A post', 'B post'))
    const answer = await get('/rss.xml', { 'If-None-Match': etag })
    expect([answer.status, await answer.text()]).toEqual([200, RSS.replace('A post', 'B post')])
  })
})

describe('what is not public', () => {
  test.each([
    '/nothing.xml',
    '/',
    '/tags',
    '/.hidden.xml',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/tags/..%5c..%5csecret.txt',
    '/link.txt',
    '/rss.xml%00.png',
    '/%E0%A4%A',
    `/${'a'.repeat(5000)}`,
  ])('%s is 404', async (path) => {
    writeFileSync(join(root, 'secret.txt'), 'secret')
    put('.hidden.xml', 'half')
    symlinkSync(join(root, 'secret.txt'), join(root, 'public', 'link.txt'))
    const answer = await get(path)
    expect([answer.status, (await answer.text()).includes('secret')]).toEqual([404, false])
  })

  test('a file cannot be written to', async () => {
    const answer = await get('/rss.xml', {}, 'POST')
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
  })
})
