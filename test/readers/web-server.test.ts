import { describe, expect, it } from 'vitest'
import { publish } from '../../src/pipeline/publish.ts'
import { Clock, CONFIG, makeSite, post } from '../support/site.ts'
import { startWebServer, type WebServer } from './web-server.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
const READER = 'application/rss+xml, application/atom+xml, text/html;q=0.5'
const FILES = [
  ['rss.xml', 'application/rss+xml; charset=utf-8'],
  ['atom.xml', 'application/atom+xml; charset=utf-8'],
  ['feed.json', 'application/feed+json; charset=utf-8'],
  ['feeds.opml', 'text/x-opml; charset=utf-8'],
  ['feed.css', 'text/css; charset=utf-8'],
  ['subscribe.html', 'text/html; charset=utf-8'],
  ['tags/%E6%97%A5%E6%9C%AC/rss.xml', 'application/rss+xml; charset=utf-8'],
] as const

describe.each<WebServer>(['nginx', 'Caddy'])('public/ behind %s, set up as the docs say', (server) => {
  const open = async () => {
    const site = makeSite({
      'posts/night.md': post('A night on call', '2026-05-04', 'Words.\n'.repeat(200), 'tags: [日本]\n'),
    })
    site.write('config/dateline.yaml', `${CONFIG}feeds: { tags: true }\n`)
    await publish(await site.open(new Clock('2026-06-01')), { feedsOnly: true })
    const url = await startWebServer(server, site.path('public'))
    return (path: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/${path}`, { headers: { 'Accept-Encoding': 'identity', ...headers } })
  }

  it('has the type of each file, for a client that takes anything and for a reader', async () => {
    const get = await open()
    for (const [path, type] of FILES) {
      expect([path, (await get(path)).headers.get('Content-Type')]).toEqual([path, type])
      expect([path, (await get(path, { Accept: READER })).headers.get('Content-Type')]).toEqual([path, type])
    }
  })

  it('shows feeds to browsers as XML', async () => {
    const get = await open()
    for (const path of ['rss.xml', 'atom.xml', 'tags/%E6%97%A5%E6%9C%AC/rss.xml']) {
      const { headers, status } = await get(path, { Accept: BROWSER })
      expect([status, headers.get('Content-Type')]).toEqual([200, 'application/xml; charset=utf-8'])
      expect(headers.get('Vary')).toMatch(/\bAccept(,|$)/)
    }
  })

  it('may be kept for as long as the feeds say', async () => {
    const get = await open()
    for (const [path] of FILES) expect((await get(path)).headers.get('Cache-Control')).toMatch(/\bmax-age=900$/)
  })

  it('is compressed, and says that this depends on the request', async () => {
    const get = await open()
    for (const path of ['rss.xml', 'atom.xml', 'feed.json', 'subscribe.html']) {
      for (const Accept of [BROWSER, READER]) {
        const { headers } = await get(path, { Accept, 'Accept-Encoding': 'gzip' })
        expect([path, headers.get('Content-Encoding')]).toEqual([path, 'gzip'])
        expect(headers.get('Vary')).toContain('Accept-Encoding')
      }
    }
  })

  it('confirms a copy with 304', async () => {
    const get = await open()
    const { headers } = await get('rss.xml')
    const [etag, modified] = [headers.get('ETag')!, headers.get('Last-Modified')!]
    expect((await get('rss.xml', { 'If-None-Match': etag })).status).toBe(304)
    expect((await get('rss.xml', { 'If-Modified-Since': modified })).status).toBe(304)
    expect((await get('rss.xml', { 'If-None-Match': '"other"', 'If-Modified-Since': modified })).status).toBe(200)
  })
})
