import { afterEach, describe, expect, test } from 'vitest'
import { type Act, type ScriptedSmtp, type Stage, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { openSender, type Sender } from './sender.ts'

let server: ScriptedSmtp
let sender: Sender

afterEach(async () => {
  await sender.close()
  await server.close()
})

/** Sends one message to a server that does `act` at `stage`, and tells the outcome and whether the server kept it. */
async function sendTo(stage: Stage, act: Act, more: { extensions?: string; lines?: number } = {}) {
  server = await startScriptedSmtp((at) =>
    at === stage ? act : at === 'ehlo' && more.extensions ? { reply: `250-x\r\n250 ${more.extensions}` } : undefined,
  )
  const connect = UNTRIED.includes(stage) ? 100 : 5000
  const short = { connect, envelope: 100, body: 100, dot: 100, close: 100, patience: 0, pause: 1 }
  const url = stage === 'auth' ? server.url.replace('//', '//ada:secret@') : server.url
  sender = await openSender({ url, connections: 1, requireTls: true, timeouts: short })
  const raw = Buffer.from(`To: ada@example.org\r\n\r\n${'Hello, hello.\r\n'.repeat(more.lines ?? 1)}`)
  const envelope = { from: 'digest@blog.example', to: 'ada@example.org' }
  const outcome = await sender.send({ deliveryId: 1, envelope, messageId: '<1@blog.example>', raw }, async () => true)
  return { ...outcome, kept: server.accepted.length }
}

const FAULTS: Record<string, Act> = {
  '4xx': { reply: '451 4.3.0 later' },
  '5xx': { reply: '554 5.3.0 no' },
  '421': { reply: '421 4.3.2 closing', drop: true },
  drop: { drop: true },
  hang: { hang: true },
  garbage: { reply: 'what?' },
  'half a reply': { raw: '25', drop: true },
  'a reply of many lines without end': { raw: '250-more\r\n'.repeat(20_000), hang: true },
  'an endless line': { raw: `250 ${'x'.repeat(200_000)}`, hang: true },
}

const UNTRIED: Stage[] = ['banner', 'ehlo', 'auth']

describe.each(UNTRIED)('at %s', (stage) => {
  test.each(Object.keys(FAULTS))('%s leaves the recipient untried', async (fault) => {
    expect(await sendTo(stage, FAULTS[fault]!, { extensions: 'AUTH PLAIN' })).toMatchObject({
      kind: 'untried',
      kept: 0,
    })
  })
})

describe.each(['plain', 'PIPELINING'])('%s, at MAIL, RCPT and DATA', (extensions) => {
  const stages: Stage[] = ['mail', 'rcpt', 'data']
  const soft = Object.keys(FAULTS).filter((fault) => fault !== '5xx')
  test.each(
    stages.flatMap((stage) => soft.map((fault) => [stage, fault] as const)),
  )('at %s, %s is never in doubt and can be tried again', async (stage, fault) => {
    const { kind, kept } = await sendTo(stage, FAULTS[fault]!, { extensions })
    expect([['deferred', 'untried'].includes(kind), kept]).toEqual([true, 0])
  })

  test('a 5xx to the sender leaves the recipient untried', async () => {
    expect(await sendTo('mail', FAULTS['5xx']!, { extensions })).toMatchObject({ kind: 'untried', kept: 0 })
  })

  test('an unknown recipient is bounced and suppressed', async () => {
    const gone = { reply: '550 5.1.1 unknown' }
    expect(await sendTo('rcpt', gone, { extensions })).toMatchObject({ kind: 'bounced', suppress: true, kept: 0 })
  })
})

describe('in the middle of the body', () => {
  test.each(['4xx', '5xx', '421', 'drop'])('%s is never in doubt', async (fault) => {
    const { kind, kept } = await sendTo('body', FAULTS[fault]!, { lines: 500_000 })
    expect([kind === 'in_doubt', kept]).toEqual([false, 0])
  })

  test('a 250 that comes before the dot is not taken for its answer', async () => {
    // Whether the line comes with the one before it or alone decides what it is taken for.
    const { kind, kept } = await sendTo('data', { reply: '354 go on\r\n250 kept' })
    expect([['deferred', 'untried'].includes(kind), kept]).toEqual([true, 0])
  })

  test('a 550 that comes with the 354 keeps the dot back', async () => {
    expect((await sendTo('data', { reply: '354 go on\r\n550 5.7.1 no' })).kept).toBe(0)
  })

  test('a reply that is one command late never lets a body out', async () => {
    expect(await sendTo('mail', { reply: '250 ok\r\n250 ok' })).toMatchObject({ kind: 'deferred', kept: 0 })
  })
})

describe('at the final dot', () => {
  test('a 4xx is deferred', async () => {
    expect(await sendTo('dot', FAULTS['4xx']!)).toMatchObject({ kind: 'deferred', reply: '451 4.3.0 later', kept: 0 })
  })

  test('a 5xx is bounced', async () => {
    expect(await sendTo('dot', FAULTS['5xx']!)).toMatchObject({ kind: 'bounced', suppress: false })
  })

  test('a 421 is not ambiguous: deferred', async () => {
    expect(await sendTo('dot', FAULTS['421']!)).toMatchObject({ kind: 'deferred', kept: 0 })
  })

  test.each([
    ['a drop', { drop: true }],
    ['a drop of a message that was kept', { accepted: true, drop: true }],
    ['a hang', { hang: true }],
    ['a hang of a message that was kept', { accepted: true, hang: true }],
    ['garbage', { reply: 'what?' }],
    ['garbage that begins with a 2', { reply: '2 fast 2 furious' }],
    ['a 354', { reply: '354 go on' }],
    ['half a reply', { raw: '25', drop: true }],
    ['a reply of many lines without end', { raw: '250-more\r\n'.repeat(20_000), hang: true }],
    ['an endless line', { raw: `250 ${'x'.repeat(200_000)}`, hang: true }],
  ])('%s leaves the message in doubt', async (_, act) => {
    expect((await sendTo('dot', act)).kind).toBe('in_doubt')
  })

  test('a reply in several lines is read as one', async () => {
    expect(await sendTo('dot', { reply: '250-2.0.0 kept\r\n250 2.0.0 as 42' })).toMatchObject({
      kind: 'accepted',
      reply: '250 2.0.0 kept as 42',
    })
  })
})
