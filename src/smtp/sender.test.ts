import { describe, expect, test } from 'vitest'
import { message, start, yes } from './sender.fixture.ts'

describe('a message that the server takes', () => {
  test('is accepted with the words of the server', async () => {
    const { sender } = await start()
    expect(await sender.send(message(), yes)).toEqual({ kind: 'accepted', reply: '250 2.0.0 kept' })
  })

  test('arrives byte for byte, in an envelope of one sender and one recipient', async () => {
    const { server, sender } = await start()
    await sender.send(message(), yes)
    expect(server.accepted).toEqual([
      { from: 'digest@blog.example', to: ['ada@example.org'], body: message().raw.toString(), connection: 1 },
    ])
  })

  test('arrives byte for byte when it is larger than every buffer', async () => {
    const { server, sender } = await start()
    const text = 'A long line of a long post.\r\n'.repeat(100_000)
    await sender.send(message('ada@example.org', text), yes)
    expect(server.accepted[0]?.body).toBe(message('ada@example.org', text).raw.toString())
  })

  test('goes out signed when a signer is given', async () => {
    const { server, sender } = await start(undefined, {
      dkim: async ({ raw }) => Buffer.concat([Buffer.from('DKIM-Signature: x\r\n'), raw]),
    })
    await sender.send(message(), yes)
    expect(server.accepted[0]?.body).toMatch(/^DKIM-Signature: x\r\nTo: /)
  })

  test('goes over a pipelining server too', async () => {
    const { sender } = await start((stage) => (stage === 'ehlo' ? { reply: '250-x\r\n250 PIPELINING' } : undefined))
    expect(await sender.send(message(), yes)).toMatchObject({ kind: 'accepted' })
  })
})

describe('before the final dot', () => {
  test('the server has all of the message but its end when the caller is asked', async () => {
    const { server, sender } = await start()
    const reached = server.reached('body')
    await sender.send(message(), async () => {
      await reached
      expect(server.accepted).toEqual([])
      return true
    })
    expect(server.accepted).toHaveLength(1)
  })

  test('a no from the caller keeps the message from being sent', async () => {
    const { server, sender } = await start()
    expect(await sender.send(message(), async () => false)).toEqual({
      kind: 'untried',
      reply: 'stopped before the final dot',
    })
    await sender.close()
    expect(server.accepted).toEqual([])
  })

  test('a caller that fails keeps the message from being sent, and is quoted', async () => {
    const { sender } = await start()
    const broken = async () => {
      throw new Error('disk full')
    }
    expect(await sender.send(message(), broken)).toEqual({
      kind: 'untried',
      reply: 'stopped before the final dot: disk full',
    })
  })

  test('the caller is not asked when the server refused the recipient', async () => {
    const { sender } = await start((stage) => (stage === 'rcpt' ? { reply: '550 5.1.1 unknown' } : undefined))
    let asked = false
    await sender.send(message(), async () => (asked = true))
    expect(asked).toBe(false)
  })

  test('a connection lost while the caller decides is reported only after the decision, and never in doubt', async () => {
    const { server, sender } = await start((stage) => (stage === 'body' ? { drop: true } : undefined))
    let decided = false
    const outcome = await sender.send(message(), async () => {
      while (server.open() > 0) await new Promise(setImmediate)
      await new Promise(setImmediate)
      decided = true
      return true
    })
    expect([decided, outcome.kind]).toEqual([true, 'deferred'])
  })

  test('an envelope with a line break is refused without a word to the server', async () => {
    const { server, sender } = await start()
    expect(await sender.send(message('a@example.org>\r\nRCPT TO:<b@example.org'), yes)).toMatchObject({
      kind: 'bounced',
      suppress: false,
    })
    expect(server.connections()).toBe(0)
  })

  test('a signer that fails leaves the recipient untried', async () => {
    const { sender } = await start(undefined, { dkim: () => Promise.reject(new Error('no key')) })
    expect(await sender.send(message(), yes)).toEqual({ kind: 'untried', reply: 'no key' })
  })
})

describe('closing', () => {
  test('lets the message on the wire finish', async () => {
    let answer: () => void = () => undefined
    const until = new Promise<void>((resolve) => (answer = resolve))
    const { server, sender } = await start((stage) => (stage === 'dot' ? { until } : undefined))
    const dot = server.reached('dot')
    const outcome = sender.send(message(), yes)
    await dot
    const closed = sender.close()
    answer()
    expect(await outcome).toMatchObject({ kind: 'accepted' })
    await closed
  })

  test('leaves waiting messages untried', async () => {
    const { server, sender } = await start((stage) => (stage === 'dot' ? { hang: true } : undefined), {
      timeouts: { close: 50 },
    })
    const dot = server.reached('dot')
    const first = sender.send(message('a@example.org'), yes)
    const second = sender.send(message('b@example.org'), yes)
    await dot
    await sender.close()
    expect([(await first).kind, await second]).toEqual([
      'in_doubt',
      { kind: 'untried', reply: 'the sender is closed.' },
    ])
  })

  test('does not wait for a server that never greets', async () => {
    const { server, sender } = await start((stage) => (stage === 'banner' ? { hang: true } : undefined))
    const banner = server.reached('banner')
    const outcome = sender.send(message(), yes)
    await banner
    await sender.close()
    expect((await outcome).kind).toBe('untried')
  })

  test('gives every connection back', async () => {
    const { server, sender } = await start()
    await sender.send(message(), yes)
    await sender.close()
    expect(server.commands.at(-1)).toBe('QUIT')
  })
})
