import { mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { servePublicFile } from './routes/public-file.ts'

const MODIFIED = new Date('2024-05-20T08:00:00Z')
const ID3 = Buffer.from('ID3')
const BIG = 300_000_000

let root: string
let app: Hono

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'public-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const serve = servePublicFile(root, { url: 'https://harbour.example', hub: undefined })
  app = new Hono()
  app.get('*', async (c) => (await serve(c)) ?? c.notFound())
})

function put(path: string, content: string | Buffer, size?: number): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), content)
  if (size !== undefined) truncateSync(join(root, path), size)
  utimesSync(join(root, path), MODIFIED, MODIFIED)
}

const get = async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.request(path, { method, headers })

describe('audio and video', () => {
  test.each([
    ['episode.mp3', ID3, 'audio/mpeg'],
    ['episode.m4a', Buffer.from('\0\0\0\x20ftypM4A '), 'audio/mp4'],
    ['episode.ogg', Buffer.from(`OggS${'\0'.repeat(40)}`), 'audio/ogg'],
    ['talk.mov', Buffer.from('\0\0\0\x14ftypqt  '), 'video/quicktime'],
  ])('%s has the type that feeds give it', async (path, content, type) => {
    put(path, content)
    expect((await get(`/${path}`)).headers.get('Content-Type')).toBe(type)
  })

  test.each([
    ['small', 5000],
    ['larger than what is kept in memory', BIG],
  ])('come in parts, when the file is %s', async (_, size) => {
    put('episode.mp3', ID3, size)
    const first = await get('/episode.mp3', { Range: 'bytes=0-3' })
    expect([first.status, await first.text()]).toEqual([206, 'ID3\0'])
    expect(Object.fromEntries(first.headers)).toMatchObject({
      'content-type': 'audio/mpeg',
      'content-length': '4',
      'content-range': `bytes 0-3/${size}`,
      'accept-ranges': 'bytes',
    })
    const last = await get('/episode.mp3', { Range: 'bytes=-2' })
    expect([await last.text(), last.headers.get('Content-Range')]).toEqual([
      '\0\0',
      `bytes ${size - 2}-${size - 1}/${size}`,
    ])
  })

  test('say with 416 how long they are, to who asks for what is behind their end', async () => {
    put('episode.mp3', ID3)
    const answer = await get('/episode.mp3', { Range: 'bytes=3-' })
    expect([answer.status, answer.headers.get('Content-Range')]).toEqual([416, 'bytes */3'])
  })

  test('come whole when the part is meant of another version', async () => {
    put('episode.mp3', ID3, BIG)
    const etag = (await get('/episode.mp3', {}, 'HEAD')).headers.get('ETag')!
    const statusOf = async (condition: string) => {
      const { status, body } = await get('/episode.mp3', { Range: 'bytes=0-3', 'If-Range': condition })
      await body?.cancel()
      return status
    }
    expect([await statusOf(etag), await statusOf('Mon, 20 May 2024 08:00:00 GMT')]).toEqual([206, 206])
    put('episode.mp3', 'ID4', BIG + 1)
    expect(await statusOf(etag)).toBe(200)
  })

  test('HEAD tells of the whole file, whatever part is asked for', async () => {
    put('episode.mp3', ID3, BIG)
    const answer = await get('/episode.mp3', { Range: 'bytes=0-3' }, 'HEAD')
    expect([answer.status, answer.headers.get('Content-Length'), await answer.text()]).toEqual([200, String(BIG), ''])
  })

  test('never fill the memory, however large', async () => {
    put('episode.mp3', ID3, BIG)
    const before = process.memoryUsage().rss
    let most = 0
    let length = 0
    for await (const chunk of (await get('/episode.mp3')).body!) {
      length += chunk.length
      most = Math.max(most, process.memoryUsage().rss)
    }
    expect(length).toBe(BIG)
    expect(most - before).toBeLessThan(BIG / 2)
  })
})

describe('any file', () => {
  test('keeps its ETag when the same bytes are written again', async () => {
    put('rss.xml', '<rss/>')
    const etag = (await get('/rss.xml')).headers.get('ETag')
    rmSync(join(root, 'rss.xml'))
    writeFileSync(join(root, 'rss.xml'), '<rss/>')
    expect((await get('/rss.xml')).headers.get('ETag')).toBe(etag)
  })

  test('of no bytes is served', async () => {
    put('empty.txt', '')
    const answer = await get('/empty.txt')
    expect([answer.status, answer.headers.get('Content-Length'), await answer.text()]).toEqual([200, '0', ''])
  })

  test('is never said to be from a time that has not come, and is told apart by it all the same', async () => {
    put('rss.xml', '<rss/>')
    const soon = new Date(Date.now() + 3_600_000)
    utimesSync(join(root, 'rss.xml'), soon, soon)
    const modified = (await get('/rss.xml')).headers.get('Last-Modified')!
    expect(Date.parse(modified)).toBeLessThanOrEqual(Date.now())
    expect((await get('/rss.xml', { 'If-Modified-Since': modified })).status).toBe(200)
  })

  test('in parts and compressed is a part of what is compressed', async () => {
    put('rss.xml', '<item/>'.repeat(500))
    const whole = await get('/rss.xml', { 'Accept-Encoding': 'gzip' })
    const part = await get('/rss.xml', { 'Accept-Encoding': 'gzip', Range: 'bytes=2-5' })
    expect([part.status, part.headers.get('Content-Encoding'), part.headers.get('ETag')]).toEqual([
      206,
      'gzip',
      whole.headers.get('ETag'),
    ])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(await whole.arrayBuffer()).subarray(2, 6))
  })
})
