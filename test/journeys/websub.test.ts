import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { startHub } from '../../src/websub/hub.fixture.ts'
import { pingHub } from '../../src/websub/ping-hub.ts'
import { ServedSite } from '../support/served-site.ts'
import { makeSite, post } from '../support/site.ts'

/** A reader's own server, to which a hub brings news; `news` settles with the next. */
async function startSubscriber() {
  let news = Promise.withResolvers<{ type: string; feed: string }>()
  const server = createServer(async (request, response) => {
    news.resolve({ type: request.headers['content-type'] ?? '', feed: await text(request) })
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const next = () => {
    news = Promise.withResolvers()
    return news.promise
  }
  return { callback: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, next }
}

/** A hub that fetches what it is told of and brings it to one subscriber of one topic. */
function startRelay(topic: string, callback: string) {
  return startHub(async (response, ping) => {
    response.writeHead(202).end()
    if (ping.url !== topic) return
    const feed = await fetch(ping.url)
    const headers = { 'content-type': feed.headers.get('content-type') ?? '' }
    await fetch(callback, { method: 'POST', headers, body: await feed.text() })
  })
}

it('brings a new post to the readers of a hub without their asking', async () => {
  const served = new ServedSite(makeSite({ 'posts/one.md': post('One', '2026-04-01') }))
  const url = await served.serve()
  await served.openAs(url)
  const { callback, next } = await startSubscriber()
  const hub = await startRelay(`${url}/atom.xml`, callback)
  const publishAndTell = async () => {
    const { feeds } = await served.publish()
    const topics = feeds.written.map((name) => `${url}/${name}`)
    return pingHub(hub.url, topics, { allowLoopback: true })
  }

  const first = next()
  expect(await publishAndTell()).toEqual({ ok: true })
  const atom = served.site.read('public/atom.xml')
  expect(await first).toEqual({ type: 'application/atom+xml; charset=utf-8', feed: atom })

  const second = next()
  served.site.write('posts/two.md', post('Two', '2026-04-02'))
  expect(await publishAndTell()).toEqual({ ok: true })
  expect((await second).feed).toContain('<title type="text">Two</title>')

  hub.pings.length = 0
  expect(await publishAndTell()).toEqual({ ok: true })
  expect(hub.pings).toEqual([])
})
