import { describe, expect, onTestFinished, test } from 'vitest'
import { type Script, type ScriptedSmtp, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { message, yes } from './sender.fixture.ts'
import { openSender, type Sender, type SenderOptions } from './sender.ts'

/** Mail servers that follow their scripts, and one sender to all of them. */
async function startAll(
  servers: { weight?: number; login?: string; script?: Script }[],
  options: Partial<SenderOptions> = {},
): Promise<{ servers: ScriptedSmtp[]; sender: Sender }> {
  const started = await Promise.all(servers.map(({ script }) => startScriptedSmtp(script)))
  const urls = started.map(({ url }, at) => {
    const { weight = 1, login = '' } = servers[at] ?? {}
    return `${url.replace('//', `//${login}`)}?weight=${weight}`
  })
  const sender = await openSender({ url: urls.join('\n'), connections: 4, requireTls: true, ...options })
  onTestFinished(async () => {
    await sender.close()
    for (const server of started) await server.close().catch(() => undefined)
  })
  return { servers: started, sender }
}

const sendAll = (sender: Sender, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => sender.send(message(`reader${n}@example.org`), yes)))

/** One after the other over a few hands, as a run does. */
async function sendByHands(sender: Sender, count: number, hands = 4): Promise<string[]> {
  const kinds: string[] = []
  let n = 0
  const hand = async () => {
    while (n < count) kinds.push((await sender.send(message(`reader${n++}@example.org`), yes)).kind)
  }
  await Promise.all(Array.from({ length: hands }, hand))
  return kinds
}

const counts = (servers: ScriptedSmtp[]) => servers.map(({ accepted }) => accepted.length)
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

describe('several mail servers', () => {
  test('share the messages by their weight', async () => {
    const { servers, sender } = await startAll([{ weight: 3 }, { weight: 1 }])
    expect(new Set(await sendByHands(sender, 200))).toEqual(new Set(['accepted']))
    const [heavy, light] = counts(servers) as [number, number]
    expect(heavy + light).toBe(200)
    expect(Math.abs(heavy - 150)).toBeLessThanOrEqual(10)
  })

  test('get no more connections together than allowed', async () => {
    let most = 0
    const script: Script = () => {
      most = Math.max(most, sum(servers.map((server) => server.open())))
      return undefined
    }
    const { servers, sender } = await startAll([{ script }, { script }, { script }])
    await sendAll(sender, 50)
    expect(sum(counts(servers))).toBe(50)
    expect(most).toBe(4)
  })

  test('with fewer connections than servers, those of the greatest weight are used', async () => {
    const { servers, sender } = await startAll([{ weight: 1 }, { weight: 5 }], { connections: 1 })
    await sender.verify()
    await sendAll(sender, 5)
    expect([counts(servers), servers.map((server) => server.connections())]).toEqual([
      [0, 5],
      [0, 1],
    ])
  })

  test('take over from one that cannot be reached, with nobody’s attempt used up', async () => {
    const { servers, sender } = await startAll([{}, {}])
    await servers[0]!.close()
    await sender.verify()
    expect(new Set(await sendByHands(sender, 20))).toEqual(new Set(['accepted']))
    expect(counts(servers)).toEqual([0, 20])
  })

  test('take over from one that refuses the login, and from one that refuses the sender', async () => {
    const refuses: Script = (stage) => (stage === 'mail' ? { reply: '550 5.7.1 not you' } : undefined)
    const busy: Script = (stage) => (stage === 'banner' ? { reply: '421 4.3.2 busy', drop: true } : undefined)
    const { servers, sender } = await startAll([{ script: refuses }, { script: busy }, {}], { connections: 6 })
    expect(new Set(await sendByHands(sender, 30))).toEqual(new Set(['accepted']))
    expect(counts(servers)).toEqual([0, 0, 30])
    expect(servers[0]!.commands.filter((line) => line.startsWith('MAIL')).length).toBeLessThan(10)
  })

  test('never get a message whose dot has gone out to another one', async () => {
    const drops: Script = (stage) => (stage === 'dot' ? { drop: true } : undefined)
    const { servers, sender } = await startAll([{ script: drops }, {}])
    const kinds = await sendByHands(sender, 20)
    expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(servers[1]!.accepted.length)
    expect(kinds.filter((kind) => kind === 'in_doubt').length).toBe(20 - servers[1]!.accepted.length)
    expect(kinds).toContain('in_doubt')
  })

  test('leave a message that may not be finished unsent, all of them', async () => {
    const { servers, sender } = await startAll([{}, {}])
    const outcome = await sender.send(message(), async () => false)
    await sender.close()
    expect([outcome.kind, counts(servers)]).toEqual(['untried', [0, 0]])
    expect(sum(servers.map(({ commands }) => commands.filter((line) => line === 'DATA').length))).toBe(1)
  })

  test('with the weight 0 stand in only while all others are away', async () => {
    const { servers, sender } = await startAll([{ weight: 0 }, { weight: 2 }])
    await sendByHands(sender, 10)
    expect(counts(servers)).toEqual([0, 10])
    await servers[1]!.close()
    expect(new Set(await sendByHands(sender, 10))).toEqual(new Set(['accepted']))
    expect(counts(servers)).toEqual([10, 10])
  })

  test('are all named when none can be reached', async () => {
    const { servers, sender } = await startAll([{}, {}], { timeouts: { patience: 0 } })
    for (const server of servers) await server.close()
    const places = servers.map(({ port }) => `mail server 127.0.0.1:${port} refused the connection`)
    for (const place of places) await expect(sender.verify()).rejects.toThrow(place)
    const { kind, reply } = await sender.send(message(), yes)
    expect([kind, ...places.map((place) => reply.includes(place))]).toEqual(['untried', true, true])
  })
})

describe('a mail server beside others', () => {
  const login: Script = (stage) => {
    if (stage === 'ehlo') return { reply: '250-x\r\n250 AUTH PLAIN' }
    return stage === 'auth' ? { reply: '535 5.7.8 bad password' } : undefined
  }
  const asks: Script = (stage) => (stage === 'mail' ? { reply: '421 4.7.28 slow down', drop: true } : undefined)

  test('that asks for less keeps no message waiting', async () => {
    const { servers, sender } = await startAll([{ script: asks }, {}], { timeouts: { pause: 60_000 } })
    await sendAll(sender, 40)
    expect(counts(servers)).toEqual([0, 40])
  })

  test('is named with its reason when it cannot be used, as far as others carry', async () => {
    const { servers, sender } = await startAll([{ script: login, login: 'ada:secret@' }, {}, {}])
    await servers[1]!.close()
    await sender.verify()
    await sender.send(message(), yes)
    expect(await sender.troubles()).toEqual([
      {
        server: `127.0.0.1:${servers[0]!.port}`,
        reason: 'refused the login: 535 5.7.8 bad password. Check user name and password in SMTP_URL.',
      },
      {
        server: `127.0.0.1:${servers[1]!.port}`,
        reason: 'refused the connection. Check host and port of SMTP_URL, and that the mail server runs.',
      },
    ])
  })

  test('is named when it still asks for less after its longest pause', async () => {
    const { servers, sender } = await startAll([{ script: asks }, {}], { timeouts: { pause: 1 } })
    for (let n = 0; n < 5000 && (await sender.troubles()).length === 0; n++) await sender.send(message(), yes)
    expect(await sender.troubles()).toEqual([
      {
        server: `127.0.0.1:${servers[0]!.port}`,
        reason: 'answers: 421 4.7.28 slow down. Ask whoever runs it.',
      },
    ])
  })

  test('is not named when none carries', async () => {
    const { servers, sender } = await startAll([{}, {}], { timeouts: { patience: 0 } })
    for (const server of servers) await server.close()
    await sender.verify().catch(() => undefined)
    expect(await sender.troubles()).toEqual([])
  })
})
