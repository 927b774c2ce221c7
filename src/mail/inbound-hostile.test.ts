import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DELIVERY, fixture, KEYS, SUBSCRIBER } from './bounces.fixture.ts'
import { readInbound } from './inbound.ts'
import { readReport } from './inbound-report.ts'
import { returnPathOf } from './return-path.ts'

async function read(message: string | Buffer) {
  const inbound = await readInbound(Buffer.from(message))
  return inbound && readReport(inbound, KEYS, Date.UTC(2024, 4, 20, 9))
}

describe('hostile reports', () => {
  const path = returnPathOf('bounces@blog.example.org', KEYS, DELIVERY)
  const header = `Return-Path: <>\nDelivered-To: ${path}\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\n`
  const status = `${header}Content-Type: multipart/report; boundary=a\n\n--a\nContent-Type: message/delivery-status\n\n`

  it.each<[string, string]>([
    ['a hundred thousand groups', `${status}${'Action: failed\n\n'.repeat(100_000)}`],
    ['a field without end', `${status}Action: failed\nStatus: ${'5'.repeat(1_000_000)}\n`],
    ['a field that is folded without end', `${status}Action: failed\nDiagnostic-Code: x\n${' y\n'.repeat(300_000)}`],
    ['a line of digits', `${header}\n${'5.1.'.repeat(250_000)}`],
    ['a line of words', `${header}\n${'user mailbox '.repeat(80_000)}`],
    ['lines of codes', `${header}\n${'550 5\n'.repeat(150_000)}`],
    ['a subject without end', `${header}Subject: ${'re: '.repeat(50_000)}\n\nx`],
    ['copies in copies', `${header}\n${'--- Below this line\n'.repeat(50_000)}`],
    ['recipients without end', `${header}${`To: ${'a+'.repeat(40_000)}@x\n`.repeat(3)}\nuser unknown`],
    [
      'tokens without end',
      `${status}Action: failed\n--a\nContent-Type: message/rfc822\n\nList-Unsubscribe: ${'/unsubscribe/aaaaaaaaaaaaaaaaaaaaaaa'.repeat(5000)}`,
    ],
  ])('end soon, whatever they are read as: %s', async (_, message) => {
    expect(await read(message)).toBeDefined()
  })

  it('never throw, whatever stands where a report has its fields', async () => {
    const names = ['postfix-unknown', 'qmail-unknown', 'feedback-abuse', 'exim-report', 'utf8-report']
    const broken = fc.tuple(fc.constantFrom(...names), fc.nat(3000), fc.nat(60), fc.uint8Array({ maxLength: 40 }))
    await fc.assert(
      fc.asyncProperty(broken, async ([name, at, length, bytes]) => {
        const whole = Buffer.from(fixture(name))
        const message = Buffer.concat([whole.subarray(0, at), Buffer.from(bytes), whole.subarray(at + length)])
        const result = await read(message)
        if (result?.kind !== 'report') return
        expect(result.report.detail.length).toBeLessThanOrEqual(300)
        const { deliveryId, ...about } = { deliveryId: 0, ...result.report.about }
        expect('subscriberId' in about ? about : { ...about, deliveryId }).toEqual(
          'subscriberId' in about ? SUBSCRIBER : DELIVERY,
        )
      }),
      { numRuns: 300 },
    )
  })
})
