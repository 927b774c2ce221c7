import { describe, expect, onTestFinished, test } from 'vitest'
import { type Script, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { connect, TIMEOUTS } from './connect.ts'
import { createPool, PAUSED } from './pool.ts'
import { message, start, yes } from './sender.fixture.ts'
import { parseSmtpUrls } from './url.ts'

describe('connections', () => {
  test('one connection takes message after message', async () => {
    const { server, sender } = await start()
    for (const to of ['a@example.org', 'b@example.org', 'c@example.org']) await sender.send(message(to), yes)
    expect(server.connections()).toBe(1)
    expect(server.accepted.map(({ to }) => to[0])).toEqual(['a@example.org', 'b@example.org', 'c@example.org'])
  })

  test('messages at once use no more connections than allowed, and all arrive', async () => {
    const { server, sender } = await start(undefined, { connections: 3 })
    const all = Array.from({ length: 50 }, (_, n) => sender.send(message(`a${n}@example.org`), yes))
    expect((await Promise.all(all)).every(({ kind }) => kind === 'accepted')).toBe(true)
    expect(new Set(server.accepted.flatMap(({ to }) => to)).size).toBe(50)
    expect(server.connections()).toBe(3)
  })

  test('a connection that the server dropped between two messages costs nothing', async () => {
    const { server, sender } = await start((stage, { connection, message }) =>
      stage === 'mail' && connection === 1 && message === 1 ? { drop: true } : undefined,
    )
    await sender.send(message('a@example.org'), yes)
    expect(await sender.send(message('b@example.org'), yes)).toMatchObject({ kind: 'accepted' })
    expect(server.connections()).toBe(2)
  })

  test('a server that takes one message per connection gets a new one for each', async () => {
    const used = new Set<number>()
    const { server, sender } = await start((stage, { connection }) => {
      if (stage === 'mail' && used.has(connection)) return { reply: '421 4.7.0 one per connection', drop: true }
      if (stage === 'dot') used.add(connection)
    })
    for (const to of ['a@example.org', 'b@example.org', 'c@example.org']) {
      expect(await sender.send(message(to), yes)).toMatchObject({ kind: 'accepted' })
    }
    expect(server.connections()).toBe(3)
  })

  test('a server that allows fewer connections than wanted still gets every message', async () => {
    const { server, sender } = await start(
      (stage) => (stage === 'banner' && server.open() > 2 ? { reply: '421 4.7.0 too many', drop: true } : undefined),
      {
        connections: 5,
      },
    )
    await sender.send(message('first@example.org'), yes)
    const all = Array.from({ length: 40 }, (_, n) => sender.send(message(`a${n}@example.org`), yes))
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(Array(40).fill('accepted'))
  })

  test.each([
    '451 4.7.28 slow down',
    '421 4.7.0 slow down',
  ])('after %j, said four times, one is used at a time', async (reply) => {
    let [slow, busy, most] = [4, 0, 0]
    const { server, sender } = await start(
      (stage) => {
        if (stage !== 'dot') return undefined
        if (slow-- > 0) return { reply }
        most = Math.max(most, ++busy)
        return { until: new Promise<void>((resolve) => setImmediate(() => resolve(void busy--))) }
      },
      { connections: 4, timeouts: { pause: 1 } },
    )
    await Promise.all([1, 2, 3, 4].map((n) => sender.send(message(`a${n}@example.org`), yes)))
    await Promise.all(Array.from({ length: 30 }, (_, n) => sender.send(message(`b${n}@example.org`), yes)))
    expect([server.accepted.length, most]).toEqual([30, 1])
  })

  test('a refused recipient leaves the connection to the next message', async () => {
    const { server, sender } = await start((stage, { line }) =>
      line.includes('gone@') && stage === 'rcpt' ? { reply: '550 5.1.1 no' } : undefined,
    )
    await sender.send(message('gone@example.org'), yes)
    expect(await sender.send(message('ada@example.org'), yes)).toMatchObject({ kind: 'accepted' })
    expect(server.connections()).toBe(1)
  })

  test.each([
    ['mail', '250 noise\r\n550 5.1.1 no such user\r\n250 2.1.0 ok'],
    ['mail', '250 noise\r\n250 2.1.0 ok'],
    ['rcpt', '250 noise\r\n550 5.1.1 no such user'],
  ] as const)('replies to %s that nobody asked for are no answer to what is said next: %j', async (stage, reply) => {
    const { server, sender } = await start((now, { connection }) =>
      now === stage && connection === 1 && server.accepted.length === 1 ? { reply } : undefined,
    )
    await sender.send(message('a@example.org'), yes)
    expect(await sender.send(message('b@example.org'), yes)).toMatchObject({ kind: 'accepted' })
    expect(server.connections()).toBe(2)
  })

  test('a connection over which many are refused gathers nothing', async () => {
    const warnings: Error[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    onTestFinished(() => void process.off('warning', note))
    const { server, sender } = await start((stage) => (stage === 'rcpt' ? { reply: '550 5.1.1 no' } : undefined))
    for (let n = 0; n < 30; n++) await sender.send(message(`a${n}@example.org`), yes)
    await new Promise((resolve) => setImmediate(resolve))
    expect(warnings).toEqual([])
    expect(server.connections()).toBe(1)
  })

  test('a second reply that nobody asked for ends the connection instead of answering the next message', async () => {
    const { server, sender } = await start((stage, { message }) =>
      stage === 'dot' && message === 1 ? { reply: '250 kept\r\n250 kept again' } : undefined,
    )
    await sender.send(message('a@example.org'), yes)
    await sender.send(message('b@example.org'), yes)
    expect(server.accepted.map(({ connection }) => connection)).toEqual([1, 2])
  })
})

test('an unused connection is given back after a while', async () => {
  const { server, sender } = await start(undefined, { timeouts: { idle: 20 } })
  const quit = server.reached('quit')
  await sender.send(message(), yes)
  await quit
  expect(await sender.send(message(), yes)).toMatchObject({ kind: 'accepted' })
})

/** A pool of connections to a server that follows the script. */
async function startPool(size: number, pause: number, script?: Script) {
  const smtp = await startScriptedSmtp(script)
  const [server] = parseSmtpUrls(smtp.url)
  const timeouts = { ...TIMEOUTS, pause }
  const pool = createPool(size, (signal) => connect(server!, false, timeouts, signal), timeouts)
  onTestFinished(async () => {
    await pool.close(0)
    await smtp.close()
  })
  return { pool, smtp }
}

test('a connection that was being opened when the server asked for less is not used during the pause', async () => {
  const asked = Promise.withResolvers<void>()
  const { pool, smtp } = await startPool(2, 60_000, (stage, { connection }) =>
    stage === 'banner' && connection === 2 ? { until: asked.promise } : undefined,
  )
  const first = await pool.acquire()
  const reached = smtp.reached('banner')
  const second = pool.acquire()
  await reached
  pool.narrow(first.startedAt)
  asked.resolve()
  await expect(second).rejects.toBe(PAUSED)
})

test('the place of a connection that the server ended is free once it is known what it meant', async () => {
  const { pool } = await startPool(1, 60_000)
  const session = await pool.acquire()
  const next = pool.acquire()
  session.connection.close()
  pool.narrow(session.startedAt)
  pool.release(session, false)
  await expect(next).rejects.toBe(PAUSED)
})

test('each pause ends by itself', async () => {
  const { pool } = await startPool(1, 1)
  for (let round = 0; round < 200; round++) {
    expect(pool.narrow(performance.now())).toBe(true)
    pool.release(await pool.acquire(), true)
    pool.took(performance.now())
  }
})
