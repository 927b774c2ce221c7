import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Act, type Stage, startScriptedSmtp } from '../../test/support/scripted-smtp.ts'
import { openSender } from './sender.ts'

const ACTS: Act[] = [
  { reply: '250 2.0.0 ok' },
  { reply: '250 ok\r\n250 ok' },
  { reply: '354 go on' },
  { reply: '421 4.3.2 closing', drop: true },
  { reply: '450 4.2.0 later' },
  { reply: '550 5.1.1 unknown' },
  { reply: 'what?' },
  { drop: true },
  { accepted: true, drop: true },
  { hang: true },
  { raw: '25', drop: true },
]

const answered = fc.record({
  stage: fc.constantFrom<Stage>('mail', 'rcpt', 'data', 'dot', 'dot', 'rset'),
  act: fc.constantFrom(...ACTS),
})

/**
 * In the middle of a message a server can only fall silent or go: a reply that crosses the final dot on the wire looks
 * like the answer to it, and no client can tell. Replies that come in time are tested one by one in faults.test.ts.
 */
const interrupted = fc.record({
  stage: fc.constant<Stage>('body'),
  act: fc.constantFrom<Act>({ drop: true }, { accepted: true, drop: true }, { hang: true }, { raw: '25', drop: true }),
})

const fault = fc.oneof({ weight: 6, arbitrary: answered }, { weight: 1, arbitrary: interrupted })

test('whatever a server does, no message is called sent that it did not keep, or unsent that it kept', async () => {
  const faults = fc.array(fc.option(fault, { nil: null, freq: 3 }), { minLength: 30, maxLength: 30 })
  await fc.assert(fc.asyncProperty(faults, fc.boolean(), hold), { numRuns: 25 })
})

/** Sends thirty messages over three connections; each connection's n-th message meets the n-th fault. */
async function hold(faults: ({ stage: Stage; act: Act } | null)[], pipelining: boolean): Promise<void> {
  const server = await startScriptedSmtp((stage, { message }) => {
    if (stage === 'ehlo' && pipelining) return { reply: '250-x\r\n250 PIPELINING' }
    const planned = faults[message % faults.length]
    return planned?.stage === stage ? planned.act : undefined
  })
  const timeouts = { connect: 500, envelope: 60, body: 60, dot: 60, close: 100, patience: 0, pause: 1 }
  const sender = await openSender({ url: server.url, connections: 3, requireTls: true, timeouts })
  const names = faults.map((_, n) => `reader${n}@example.org`)
  const outcomes = await Promise.all(
    names.map((to) => {
      const raw = Buffer.from(`To: ${to}\r\n\r\nHello\r\n`)
      const envelope = { from: 'digest@blog.example', to }
      // The intent is committed on disk meanwhile; replies that nobody asked for have time to arrive.
      const commit = () => new Promise<boolean>((resolve) => setTimeout(resolve, 5, true))
      return sender.send({ deliveryId: 1, envelope, messageId: '<1@blog.example>', raw }, commit)
    }),
  )
  await sender.close()
  await server.close()
  for (const [index, to] of names.entries()) {
    const copies = server.accepted.filter((kept) => kept.to.includes(to))
    for (const { body } of copies) expect(body).toBe(`To: ${to}\r\n\r\nHello\r\n`)
    const { kind } = outcomes[index]!
    if (kind === 'accepted') expect(copies).toHaveLength(1)
    else if (kind !== 'in_doubt') expect(copies).toHaveLength(0)
    else expect(copies.length).toBeLessThanOrEqual(1)
  }
}
