import { expect, it, onTestFinished } from 'vitest'
import type { App } from '../../src/app.ts'
import type { PublishOptions } from '../../src/pipeline/options.ts'
import { publish } from '../../src/pipeline/publish.ts'
import type { PublishReport } from '../../src/pipeline/publish-report.ts'
import { openSender } from '../../src/smtp/sender.ts'
import { copiesOf, notOnce } from '../support/program.ts'
import { type Script, startScriptedSmtp } from '../support/scripted-smtp.ts'
import { Clock, makeSite, post } from '../support/site.ts'
import { subscribe } from '../support/subscribers.ts'

const COUNT = 12
const READERS = Array.from({ length: COUNT }, (_, n) => `reader${n}@readers.example`)
const isThird = (line: string) => Number(/reader(\d+)@/.exec(line)?.[1] ?? 1) % 3 === 0
const THIRD = READERS.filter((address) => isThird(address))

const nothing = { accepted: 0, deferred: 0, bounced: 0, inDoubt: 0, queued: 0 }

type Given = { signal?: AbortSignal; readers?: string[] }

/** Publishes one post to these readers through a server that does this, patient for a tenth of a second only. */
async function publishThrough(script: Script, { signal, readers = READERS }: Given = {}) {
  const smtp = await startScriptedSmtp(script)
  onTestFinished(smtp.close)
  const site = makeSite({ 'posts/one.md': post('One', '2026-05-01') })
  const clock = new Clock('2026-05-01T10:00')
  const opened = await site.open(clock, { SMTP_URL: smtp.url })
  const shared = { url: smtp.url, connections: 3, requireTls: false }
  const app: App = {
    ...opened,
    openSender: () => openSender({ ...shared, timeouts: { dot: 100, close: 100, pause: 10 } }),
  }
  for (const address of readers) await subscribe(app, address, { cadence: 'instant' })
  const report = await publish(app, { signal })
  const later = (minutes: number, options: PublishOptions = {}): Promise<PublishReport> => {
    clock.now += minutes * 60_000
    return publish(app, options)
  }
  return { smtp, report, later }
}

/** One fault, once for each third reader at the first try, and nothing ever after. */
function once(stage: Parameters<Script>[0], act: ReturnType<Script>): Script {
  const done = new Set<string>()
  const at = new Map<number, string>()
  return (now, { connection, line }) => {
    if (now === 'rcpt') at.set(connection, line)
    const reader = at.get(connection) ?? ''
    if (now !== stage || !isThird(reader) || done.has(reader)) return undefined
    done.add(reader)
    return act
  }
}

it.each([
  ['450 at RCPT', once('rcpt', { reply: '450 4.2.1 mailbox busy' })],
  ['452 at RCPT', once('rcpt', { reply: '452 4.3.1 no room' })],
  ['421 at RCPT', once('rcpt', { reply: '421 4.3.2 closing', drop: true })],
  ['a connection dropped at RCPT', once('rcpt', { drop: true })],
  ['451 at DATA', once('data', { reply: '451 4.3.0 later' })],
  ['a connection dropped at DATA', once('data', { drop: true })],
  ['451 at the dot', once('dot', { reply: '451 4.3.0 later' })],
  ['421 at the dot', once('dot', { reply: '421 4.3.2 closing', drop: true })],
])('is patient with %s: nothing in doubt, everybody mailed once', async (_, script) => {
  const { smtp, report, later } = await publishThrough(script)
  expect(report.deliveries).toMatchObject({ bounced: 0, inDoubt: 0, queued: 0 })
  expect(report.deliveries.accepted + report.deliveries.deferred).toBe(COUNT)
  expect(report.halted).toBeNull()
  expect((await later(10)).deliveries.deferred).toBe(0)
  expect(notOnce(smtp, READERS)).toEqual([])
})

it.each([
  ['drops the connection after the dot, the message kept', once('dot', { drop: true, accepted: true }), 2],
  ['drops the connection after the dot, the message lost', once('dot', { drop: true }), 1],
  ['never answers the dot, the message kept', once('dot', { hang: true, accepted: true }), 2],
  ['never answers the dot, the message lost', once('dot', { hang: true }), 1],
])('sends once more, after eleven minutes, what was in doubt when the server %s', async (_, script, copies) => {
  const { smtp, report, later } = await publishThrough(script)
  expect(report.deliveries).toEqual({ ...nothing, accepted: COUNT - THIRD.length, inDoubt: THIRD.length })
  expect(report.attention.map(({ address }) => address).sort()).toEqual(THIRD)
  expect((await later(10)).deliveries.accepted).toBe(0)
  expect((await later(2)).deliveries).toEqual({ ...nothing, accepted: THIRD.length })
  expect((await later(60)).deliveries).toEqual(nothing)
  expect(THIRD.map((address) => copiesOf(smtp, address))).toEqual(THIRD.map(() => [copies]))
  expect(
    notOnce(
      smtp,
      READERS.filter((address) => !isThird(address)),
    ),
  ).toEqual([])
})

it('never sends a third copy of what was in doubt twice', async () => {
  const { smtp, later } = await publishThrough((stage) =>
    stage === 'dot' ? { drop: true, accepted: true } : undefined,
  )
  expect((await later(12)).deliveries).toEqual({ ...nothing, inDoubt: COUNT })
  expect((await later(600)).deliveries).toEqual({ ...nothing, inDoubt: COUNT })
  expect(READERS.map((address) => copiesOf(smtp, address))).toEqual(READERS.map(() => [2]))
})

it('gives up nobody but those whom the server refuses for good', async () => {
  const { smtp, report, later } = await publishThrough((stage, { line }) =>
    stage === 'rcpt' && isThird(line) ? { reply: '550 5.1.1 no such user' } : undefined,
  )
  expect(report.deliveries).toEqual({ ...nothing, accepted: COUNT - THIRD.length, bounced: THIRD.length })
  expect(report.attention.map(({ state, address }) => `${state} ${address}`).sort()).toEqual(
    THIRD.map((address) => `bounced ${address}`),
  )
  expect((await later(60)).deliveries).toEqual(nothing)
  expect(smtp.commands.filter((line) => line === 'RCPT TO:<reader0@readers.example>')).toHaveLength(1)
})

it.each([
  ['refuses the connection', 'banner', '554 5.7.1 no service'],
  ['is too busy for a connection', 'banner', '421 4.3.2 busy'],
  ['refuses the sender', 'mail', '550 5.7.1 sender refused'],
  ['refuses the sender for now', 'mail', '451 4.7.1 sender refused for now'],
] as const)('uses up no attempt while the server %s', async (_, stage, reply) => {
  let isBack = false
  const { smtp, report, later } = await publishThrough((now) =>
    now === stage && !isBack ? { reply, drop: stage === 'banner' } : undefined,
  )
  expect(report.deliveries).toEqual({ ...nothing, queued: COUNT })
  expect(report.halted).toContain(reply)
  isBack = true
  expect((await later(1)).deliveries).toEqual({ ...nothing, accepted: COUNT })
  expect(notOnce(smtp, READERS)).toEqual([])
})

it('stops and keeps the rest for a person when the server refuses one message after the other', async () => {
  let isBack = false
  const readers = Array.from({ length: 40 }, (_, n) => `reader${n}@readers.example`)
  const script: Script = (stage) => (stage === 'dot' && !isBack ? { reply: '554 5.7.1 looks like spam' } : undefined)
  const { report, later } = await publishThrough(script, { readers })
  const { bounced, queued } = report.deliveries
  expect(report.halted).toBe('554 5.7.1 looks like spam')
  expect(bounced).toBeGreaterThanOrEqual(10)
  expect(queued).toBe(readers.length - bounced)
  isBack = true
  expect((await later(1)).deliveries).toEqual({ ...nothing, queued })
  expect((await later(1, { approve: true })).deliveries).toEqual({ ...nothing, accepted: queued })
})

it('ends when told to, although the server never answers, and puts down what it does not know', async () => {
  const stop = new AbortController()
  const { report } = await publishThrough(
    (stage) => {
      if (stage !== 'dot') return undefined
      stop.abort()
      return { hang: true }
    },
    { signal: stop.signal },
  )
  const { accepted, inDoubt, deferred, queued } = report.deliveries
  expect(accepted).toBe(0)
  expect(inDoubt).toBeGreaterThan(0)
  expect(inDoubt + deferred).toBeLessThanOrEqual(3)
  expect(inDoubt + deferred + queued).toBe(COUNT)
  expect(report.halted).toBeNull()
})
