import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { NOW } from '../../test/support/ledger.ts'
import { freshStore } from '../../test/support/stores.ts'
import { configSchema } from '../config/schema.ts'
import { keyRing } from '../subscribers/token.ts'
import { listen } from './listen.ts'
import { siteApp } from './site-app.ts'

const config = configSchema.parse({
  site: { title: 'Harbour Notes', url: 'https://harbour.example' },
  feeds: { hub: 'https://hub.example/' },
  digest: { from: 'digest@harbour.example' },
})
const RSS = `<?xml version="1.0"?><rss version="2.0">${'<item>A post.</item>'.repeat(100)}</rss>`
const MODIFIED = new Date('2024-05-20T08:00:00Z')

type Answer = { status: string; headers: Record<string, string>; body: Buffer }

let port: number

beforeEach(async () => {
  const publicDir = mkdtempSync(join(tmpdir(), 'public-'))
  onTestFinished(() => rmSync(publicDir, { recursive: true, force: true }))
  mkdirSync(join(publicDir, 'tags/日本'), { recursive: true })
  for (const path of ['rss.xml', 'tags/日本/rss.xml']) {
    writeFileSync(join(publicDir, path), RSS)
    utimesSync(join(publicDir, path), MODIFIED, MODIFIED)
  }
  const { db } = await freshStore('sqlite')
  const keys = keyRing('a secret that is long enough for everybody')
  const app = siteApp({ db, keys, config, clock: () => NOW, publicDir, health: () => ({ ok: true }) })
  const served = await listen(app, { host: '127.0.0.1', port: 0 })
  onTestFinished(() => served.close())
  port = Number(new URL(served.url).port)
})

/** Sends bytes as they are, and reads until the server closes. */
async function ask(line: string, ...fields: string[]): Promise<Answer> {
  const socket = connect(port, '127.0.0.1')
  const pieces: Buffer[] = []
  socket.on('data', (piece) => pieces.push(piece))
  socket.write([line, 'Host: harbour.example', 'Connection: close', ...fields, '', ''].join('\r\n'))
  await once(socket, 'close')
  const all = Buffer.concat(pieces)
  const end = all.indexOf('\r\n\r\n')
  const [status = '', ...lines] = all.subarray(0, end).toString('latin1').split('\r\n')
  const headers = lines.map((each) => [
    each.slice(0, each.indexOf(':')).toLowerCase(),
    each.slice(each.indexOf(':') + 2),
  ])
  return { status: status.slice('HTTP/1.1 '.length), headers: Object.fromEntries(headers), body: all.subarray(end + 4) }
}

const GET = 'GET /rss.xml HTTP/1.1'

describe('a feed on the wire', () => {
  test('has every header that a reader makes use of', async () => {
    const { status, headers, body } = await ask(GET)
    const { date, etag, ...others } = headers
    expect([status, body.toString()]).toEqual(['200 OK', RSS])
    expect(Date.parse(date!)).not.toBeNaN()
    expect(etag).toMatch(/^"[\w-]{22}"$/)
    expect(others).toEqual({
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=900',
      connection: 'close',
      'content-length': String(RSS.length),
      'content-type': 'application/rss+xml; charset=utf-8',
      'last-modified': 'Mon, 20 May 2024 08:00:00 GMT',
      link: '<https://harbour.example/rss.xml>; rel="self", <https://hub.example/>; rel="hub"',
      vary: 'Accept, Accept-Encoding',
      'x-content-type-options': 'nosniff',
    })
  })

  test('has them all with 304, but for those of the body that does not come', async () => {
    const full = await ask(GET, 'Accept-Encoding: gzip')
    const { status, headers, body } = await ask(GET, 'Accept-Encoding: gzip', `If-None-Match: ${full.headers.etag}`)
    expect([status, body.length]).toEqual(['304 Not Modified', 0])
    const { 'content-length': _, 'content-type': __, 'content-encoding': ___, date: ____, ...kept } = full.headers
    expect(headers).toMatchObject(kept)
    expect(headers).not.toHaveProperty('content-length')
    expect(headers).not.toHaveProperty('content-encoding')
  })

  test.each([
    ['', '200 OK'],
    ['Accept-Encoding: gzip', '200 OK'],
    ['Range: bytes=0-9', '200 OK'],
    ['If-None-Match: *', '304 Not Modified'],
    ['If-Modified-Since: Mon, 20 May 2024 08:00:00 GMT', '304 Not Modified'],
    ['If-Match: "other"', '412 Precondition Failed'],
  ])('answers HEAD as GET, without the body (%j)', async (field, expected) => {
    const fields = field === '' ? [] : [field]
    const head = await ask('HEAD /rss.xml HTTP/1.1', ...fields)
    const whole = await ask(GET, ...fields.filter((each) => !each.startsWith('Range')))
    expect([head.status, head.body.length]).toEqual([expected, 0])
    const { date: _, 'transfer-encoding': __, ...same } = whole.headers
    expect(head.headers).toMatchObject(same)
  })

  test('takes several fields of entity tags as one list', async () => {
    const { headers } = await ask(GET)
    expect((await ask(GET, 'If-None-Match: "other"', `If-None-Match: ${headers.etag}`)).status).toBe('304 Not Modified')
  })

  test.each([
    'Mon, 20 May 2024 08:00:00 GMT',
    'Monday, 20-May-24 08:00:00 GMT',
    'Mon May 20 08:00:00 2024',
  ])('takes the date %j for the same moment', async (date) => {
    expect((await ask(GET, `If-Modified-Since: ${date}`)).status).toBe('304 Not Modified')
  })

  test('comes whole in gzip, under another strong ETag', async () => {
    const [plain, zipped] = [await ask(GET), await ask(GET, 'Accept-Encoding: br;q=0, gzip')]
    expect(gunzipSync(zipped.body).toString()).toBe(RSS)
    expect(zipped.headers['content-length']).toBe(String(zipped.body.length))
    expect(zipped.headers.etag).toBe(plain.headers.etag?.replace(/"$/, '-gzip"'))
  })

  test('comes in part', async () => {
    const { status, headers, body } = await ask(GET, 'Range: bytes=0-4')
    expect([status, body.toString(), headers['content-range']]).toEqual([
      '206 Partial Content',
      '<?xml',
      `bytes 0-4/${RSS.length}`,
    ])
  })
})

describe('a request line', () => {
  test.each([
    'GET /tags/%E6%97%A5%E6%9C%AC/rss.xml HTTP/1.1',
    'GET /rss.xml?utm_source=x HTTP/1.1',
    'GET http://harbour.example/rss.xml HTTP/1.1',
    'GET /rss.xml HTTP/1.0',
  ])('%s gets the feed', async (line) => {
    expect((await ask(line)).body.toString()).toBe(RSS)
  })

  test.each([
    '//rss.xml',
    '/tags%2F%E6%97%A5%E6%9C%AC%2Frss.xml',
    '/rss.xml/',
    '/rss.xml%00',
    '/..%2f..%2fetc/passwd',
  ])('GET %s gets 404, as a file has one address', async (path) => {
    expect((await ask(`GET ${path} HTTP/1.1`)).status).toBe('404 Not Found')
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE'])('%s is not for feeds', async (method) => {
    const { status, headers } = await ask(`${method} /rss.xml HTTP/1.1`, 'Content-Length: 0')
    expect([status, headers.allow]).toEqual(['405 Method Not Allowed', 'GET, HEAD'])
  })
})
