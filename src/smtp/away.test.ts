import { describe, expect, onTestFinished, test } from 'vitest'
import { type Script, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { rememberLogins } from './logins.ts'
import { message, start, yes } from './sender.fixture.ts'
import { openSender } from './sender.ts'

const QUICK = { probe: 5, patience: 60_000, pause: 5 }

describe('a mail server that goes away in the middle', () => {
  test('is waited for, and gets the message as if nothing had been', async () => {
    let isAway = false
    const { server, sender } = await start(
      (stage) => {
        if (stage === 'banner' && isAway) return { reply: '421 4.3.2 restarting', drop: true }
        if (stage === 'mail' && isAway) return { drop: true }
        return undefined
      },
      { timeouts: QUICK },
    )
    await sender.send(message('before@example.org'), yes)
    isAway = true
    const outcome = sender.send(message('during@example.org'), yes)
    const before = server.connections()
    while (server.connections() < before + 3) await server.reached('banner')
    isAway = false
    expect(await outcome).toMatchObject({ kind: 'accepted' })
    expect(server.accepted.map(({ to }) => to[0])).toEqual(['before@example.org', 'during@example.org'])
  })

  test('gets probes only, without a recipient, by however many messages it is waited for', async () => {
    let isAway = true
    const { server, sender } = await start(
      (stage) => (stage === 'banner' && isAway ? { reply: '421 4.3.2 restarting', drop: true } : undefined),
      { connections: 4, timeouts: QUICK },
    )
    const all = Array.from({ length: 20 }, (_, n) => sender.send(message(`a${n}@example.org`), yes))
    while (server.connections() < 8) await server.reached('banner')
    // Four connections found it away; what comes after them comes one by one.
    expect(server.open()).toBeLessThanOrEqual(4)
    expect(server.commands).toEqual([])
    isAway = false
    expect((await Promise.all(all)).map(({ kind }) => kind)).toEqual(Array(20).fill('accepted'))
  })

  test('is given up after a while, with its reason, and nobody is tried', async () => {
    const { server, sender } = await start(
      (stage) => (stage === 'banner' ? { reply: '421 4.3.2 gone for long', drop: true } : undefined),
      { timeouts: { ...QUICK, patience: 40 } },
    )
    const outcomes = await Promise.all([1, 2, 3].map((n) => sender.send(message(`a${n}@example.org`), yes)))
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['untried']))
    expect(outcomes[0]?.reply).toContain(`127.0.0.1:${server.port} turned the connection away: 421 4.3.2 gone for long`)
  })

  test('is waited for no longer when the sender is closed', async () => {
    const { server, sender } = await start((stage) => (stage === 'banner' ? { drop: true } : undefined), {
      timeouts: { ...QUICK, probe: 60_000 },
    })
    const reached = server.reached('banner')
    const outcome = sender.send(message(), yes)
    await reached
    await sender.close()
    expect((await outcome).kind).toBe('untried')
    expect((await sender.send(message(), yes)).kind).toBe('untried')
  })

  test('that takes the sender no longer for now is tried again after a probe', async () => {
    let refusals = 0
    const { sender } = await start(
      (stage, { line }) =>
        stage === 'mail' && line.includes('digest') && refusals > 0 && refusals-- > 0
          ? { reply: '451 4.3.0 not now' }
          : undefined,
      { timeouts: QUICK },
    )
    await sender.send(message('first@example.org'), yes)
    refusals = 5
    expect(await sender.send(message('second@example.org'), yes)).toMatchObject({ kind: 'accepted' })
    expect(refusals).toBe(0)
  })

  test('and refuses the sender for good is not waited for', async () => {
    let isRefusing = false
    const { server, sender } = await start(
      (stage) => (stage === 'mail' && isRefusing ? { reply: '550 5.7.1 not you' } : undefined),
      { timeouts: QUICK },
    )
    await sender.send(message('first@example.org'), yes)
    isRefusing = true
    expect(await sender.send(message('second@example.org'), yes)).toMatchObject({
      kind: 'untried',
      reply: `mail server 127.0.0.1:${server.port} answers: 550 5.7.1 not you. Ask whoever runs it.`,
    })
  })
})

describe('a password that is refused', () => {
  const script = (stage: string) => {
    if (stage === 'ehlo') return { reply: '250-x\r\n250 AUTH PLAIN' }
    return stage === 'auth' ? { reply: '535 5.7.8 bad password' } : undefined
  }

  test('is not said again, in this run or the next ones, for five minutes', async () => {
    const server = await startScriptedSmtp(script)
    onTestFinished(server.close)
    let now = 0
    const logins = rememberLogins(() => now)
    const run = async () => {
      const url = server.url.replace('//', '//ada:secret@')
      const sender = await openSender({ url, connections: 5, requireTls: true, timeouts: QUICK, logins })
      await expect(sender.verify()).rejects.toThrow('refused the login: 535 5.7.8 bad password')
      const outcomes = await Promise.all([1, 2, 3].map((n) => sender.send(message(`a${n}@example.org`), yes)))
      expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['untried']))
      await sender.close()
      return server.commands.filter((line) => line.startsWith('AUTH')).length
    }
    expect(await run()).toBe(1)
    expect(await run()).toBe(1)
    now = 5 * 60_000
    expect(await run()).toBe(2)
    now = 14 * 60_000
    expect(await run()).toBe(2)
  })

  test('that cannot be looked at now is said again', async () => {
    let refusals = 1
    const { server, sender } = await startLogin((stage) =>
      stage === 'auth' && refusals-- > 0 ? { reply: '454 4.7.0 no directory' } : undefined,
    )
    expect(await sender.send(message(), yes)).toMatchObject({ kind: 'accepted' })
    expect(server.connections()).toBe(2)
  })
})

async function startLogin(script: Script) {
  const server = await startScriptedSmtp((stage, at) =>
    stage === 'ehlo' ? { reply: '250-x\r\n250 AUTH PLAIN' } : script(stage, at),
  )
  const url = server.url.replace('//', '//ada:secret@')
  const sender = await openSender({ url, connections: 1, requireTls: true, timeouts: QUICK })
  onTestFinished(async () => {
    await sender.close()
    await server.close()
  })
  return { server, sender }
}

describe('a server that asks for less', () => {
  test('gets everything after a pause, over one connection', async () => {
    let [slow, busy, most] = [1, 0, 0]
    const { sender } = await start(
      (stage) => {
        if (stage !== 'rcpt') return undefined
        if (slow-- > 0) return { reply: '421 4.7.0 too many connections', drop: true }
        most = Math.max(most, ++busy)
        return { until: new Promise<void>((resolve) => setImmediate(() => resolve(void busy--))) }
      },
      { connections: 4, timeouts: { ...QUICK, pause: 20 } },
    )
    expect(await sender.send(message('first@example.org'), yes)).toEqual({
      kind: 'deferred',
      reply: '421 4.7.0 too many connections',
      countsAttempt: false,
    })
    const rest = Array.from({ length: 20 }, (_, n) => sender.send(message(`a${n}@example.org`), yes))
    expect((await Promise.all(rest)).every(({ kind }) => kind === 'accepted')).toBe(true)
    expect(most).toBe(1)
  })

  test('of many messages at once gets one after each pause, and each pause is twice as long', async () => {
    const mails: number[] = []
    const { sender } = await start(
      (stage) => {
        if (stage !== 'mail') return undefined
        mails.push(performance.now())
        return { reply: '421 4.7.0 slow down', drop: true }
      },
      { timeouts: QUICK },
    )
    await Promise.all(Array.from({ length: 8 }, (_, n) => sender.send(message(`a${n}@example.org`), yes)))
    const pauses = [1, 2, 4, 8, 16, 24].map((times) => times * QUICK.pause)
    expect(mails).toHaveLength(1 + pauses.length)
    expect(mails.at(-1)! - mails[0]!).toBeGreaterThanOrEqual(pauses.reduce((sum, pause) => sum + pause))
  })

  test.each([
    { reply: '421 4.7.28 slow down', drop: true },
    { reply: '450 4.7.28 slow down' },
  ])('after every pause anew ends the run with its words: %j', async (act) => {
    const { sender } = await start((stage) => (stage === 'rcpt' ? act : undefined), {
      timeouts: { ...QUICK, pause: 1 },
    })
    let outcome = await sender.send(message(), yes)
    for (let n = 0; n < 20 && outcome.kind === 'deferred'; n++) outcome = await sender.send(message(), yes)
    expect(outcome.kind).toBe('untried')
    expect(outcome.reply).toContain(`answers: ${act.reply}`)
  })
})
