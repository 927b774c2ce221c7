import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startHub } from './hub.fixture.ts'
import { pingHub } from './ping-hub.ts'

const RSS = 'https://blog.example.org/rss.xml'
const ATOM = 'https://blog.example.org/atom.xml'
const HERE = { allowLoopback: true }

it('tells the hub of each topic in a form of its own', async () => {
  const hub = await startHub()
  expect(await pingHub(hub.url, [RSS, ATOM, RSS], HERE)).toEqual({ ok: true })
  const form = { mode: 'publish', host: `127.0.0.1:${hub.port}`, type: 'application/x-www-form-urlencoded' }
  expect(hub.pings).toHaveLength(2)
  expect(hub.pings).toEqual(
    expect.arrayContaining([
      { ...form, url: RSS, topic: RSS },
      { ...form, url: ATOM, topic: ATOM },
    ]),
  )
})

it.each([200, 202, 204, 299])('takes %s for a yes', async (status) => {
  const hub = await startHub((response) => response.writeHead(status).end())
  expect(await pingHub(hub.url, [RSS], HERE)).toEqual({ ok: true })
})

it('asks no hub where there is nothing to tell', async () => {
  expect(await pingHub('no hub at all', [], HERE)).toEqual({ ok: true })
})

it('says what the hub answered when it is in trouble, and stops there', async () => {
  const hub = await startHub((response) => response.writeHead(500).end('<p>Out of\r\n\u0000quota</p>'))
  const topics = Array.from({ length: 50 }, (_, n) => `https://blog.example.org/tags/${n}/rss.xml`)
  expect(await pingHub(hub.url, topics, HERE)).toEqual({
    ok: false,
    reason: `feeds.hub: ${hub.url} answered 500 (Out of quota) to the ping of ${topics[0]}. The next run pings it again.`,
    left: topics,
  })
  expect(hub.pings.length).toBeLessThan(10)
})

it('goes on after one topic was refused, and hands that one back', async () => {
  const hub = await startHub((response, { url }) => response.writeHead(url === RSS ? 403 : 204).end())
  expect(await pingHub(hub.url, [RSS, ATOM], HERE)).toEqual({
    ok: false,
    reason: `feeds.hub: ${hub.url} answered 403 to the ping of ${RSS}. Check that the hub takes pings of this site.`,
    left: [RSS],
  })
})

it('follows no redirect, and says where it leads', async () => {
  const elsewhere = await startHub()
  const hub = await startHub((response) => response.writeHead(307, { location: elsewhere.url }).end())
  expect(await pingHub(hub.url, [RSS], HERE)).toEqual({
    ok: false,
    reason: `feeds.hub: ${hub.url} answered 307 and sends on to ${elsewhere.url}, which is not followed. Write that address if it is right.`,
    left: [RSS],
  })
  expect(elsewhere.pings).toEqual([])
})

it('says so when a redirect leads nowhere', async () => {
  const hub = await startHub((response) => response.writeHead(302).end())
  const { reason } = (await pingHub(hub.url, [RSS], HERE)) as { reason: string }
  expect(reason).toBe(`feeds.hub: ${hub.url} answered 302, a redirect to nowhere. Look up the hub's address.`)
})

it('gives up on a hub that never answers', async () => {
  const hub = await startHub(() => {})
  expect(await pingHub(hub.url, [RSS, ATOM], { ...HERE, timeoutMs: 100 })).toEqual({
    ok: false,
    reason: `feeds.hub: ${hub.url} gave no answer within 0.1 s. The next run pings it again.`,
    left: [RSS, ATOM],
  })
})

it('gives up on a name that is never resolved', async () => {
  const resolve = () => new Promise<never>(() => {})
  const { reason } = (await pingHub('https://hub.example/', [RSS], { ...HERE, resolve, timeoutMs: 100 })) as {
    reason: string
  }
  expect(reason).toBe('feeds.hub: https://hub.example/ gave no answer within 0.1 s. The next run pings it again.')
})

it('takes the yes of a hub whose answer does not end', async () => {
  const hub = await startHub((response) => response.writeHead(200).write('thanks'))
  expect(await pingHub(hub.url, [RSS, ATOM], { ...HERE, timeoutMs: 5000 })).toEqual({ ok: true })
})

it('reads an endless refusal up to 4 kB and hangs up', async () => {
  let sent = 0
  const hungUp = Promise.withResolvers<void>()
  const hub = await startHub((response) => {
    const pour = () => {
      while (response.write('no '.repeat(1000))) sent++
    }
    response.on('drain', pour).on('close', hungUp.resolve)
    response.writeHead(400)
    pour()
  })
  expect(await pingHub(hub.url, [RSS], HERE)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/answered 400 \((no ){39}no\) to the ping of/),
  })
  await hungUp.promise
  expect(sent).toBeLessThan(5000)
})

it('says that nobody listens there', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  expect(await pingHub(`http://127.0.0.1:${port}/`, [RSS], HERE)).toEqual({
    ok: false,
    reason: `feeds.hub: http://127.0.0.1:${port}/ cannot be reached (ECONNREFUSED). Check its address; the next run pings it again.`,
    left: [RSS],
  })
})

it.each([
  ['no HTTP at all', 'SSH-2.0-OpenSSH\r\n'],
  ['a change of protocol', 'HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n'],
  ['a head without end', `HTTP/1.1 204 Yes\r\n${'X-More: and more\r\n'.repeat(10_000)}`],
  ['a connection that closes', ''],
])('survives %s', async (_what, bytes) => {
  const port = await startRaw((socket) => socket.end(bytes))
  expect(await pingHub(`http://127.0.0.1:${port}/`, [RSS], { ...HERE, timeoutMs: 5000 })).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/^feeds\.hub: \S+ cannot be reached \([^\n]+\)\. .+$/),
    left: [RSS],
  })
})

it('connects to the address that it checked, under the name of the hub', async () => {
  const hub = await startHub()
  const asked: string[] = []
  const resolve = async (host: string) => {
    asked.push(host)
    return [{ address: asked.length === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]
  }
  expect(await pingHub(`http://hub.example:${hub.port}/`, [RSS, ATOM], { ...HERE, resolve })).toEqual({ ok: true })
  expect(asked).toEqual(['hub.example'])
  expect(hub.pings.map(({ host }) => host)).toEqual([`hub.example:${hub.port}`, `hub.example:${hub.port}`])
})

it('names the hub in the TLS greeting', async () => {
  const greeted = Promise.withResolvers<Buffer>()
  const port = await startRaw((socket) =>
    socket.once('data', (bytes) => {
      greeted.resolve(bytes)
      socket.destroy()
    }),
  )
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  expect(await pingHub(`https://hub.example:${port}/`, [RSS], { ...HERE, resolve })).toMatchObject({ ok: false })
  const hello = await greeted.promise
  expect(hello[0]).toBe(0x16)
  expect(hello.toString('latin1')).toContain('hub.example')
})

it('talks to nobody on this machine unless it may', async () => {
  const hub = await startHub()
  const result = await pingHub(`https://127.0.0.1:${hub.port}/`, [RSS], { allowLoopback: false })
  expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('leads to 127.0.0.1'), left: [RSS] })
  const named = await pingHub(`https://localhost:${hub.port}/`, [RSS], { allowLoopback: false })
  expect(named).toMatchObject({ ok: false, reason: expect.stringMatching(/leads to (127\.0\.0\.1|::1),/) })
  expect(hub.pings).toEqual([])
})

async function startRaw(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    serve(socket)
  })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
