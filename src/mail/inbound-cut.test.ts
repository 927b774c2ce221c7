import { expect, it, test } from 'vitest'
import { DELIVERY, fixture, KEYS, SUBSCRIBER } from './bounces.fixture.ts'
import { readInbound } from './inbound.ts'
import { readReport } from './inbound-report.ts'

async function reportIn(message: string) {
  const inbound = await readInbound(Buffer.from(message))
  const result = inbound && readReport(inbound, KEYS, Date.UTC(2024, 4, 20, 9))
  return result?.kind === 'report' ? result.report : result
}

const LINE = `${'word '.repeat(14)}\n`
const LONG_HEADER = `X-Received: ${'by a relay of many, '.repeat(3)}\n`.repeat(1500)

it('reads a report behind 200 KB of text', async () => {
  const message = fixture('postfix-unknown').replace('This is the mail system', `${LINE.repeat(2900)}This`)
  expect(message.length).toBeGreaterThan(200_000)
  expect(await reportIn(message)).toMatchObject({ kind: 'bounced', status: '5.1.1', about: DELIVERY })
})

test.each([
  'feedback-redacted',
  'feedback-microsoft',
])('finds the token below 100 KB of other fields: %s', async (name) => {
  const message = fixture(name).replaceAll('MIME-Version: 1.0\nList-Id', `${LONG_HEADER}List-Id`)
  expect(message.length).toBeGreaterThan(100_000)
  expect(await reportIn(message)).toMatchObject({ kind: 'complained', about: SUBSCRIBER })
})

it('reads a status with 300 recipients to its end', async () => {
  const group = (n: number) =>
    `\nFinal-Recipient: rfc822; reader${n}@readers.example\nAction: failed\nStatus: 5.1.1\n${'Remote-MTA: dns; mx.readers.example\nX-Of: a\n'.repeat(3)}`
  const groups = Array.from({ length: 300 }, (_, n) => group(n)).join('')
  const last = `${groups}\nFinal-Recipient: rfc822; last@readers.example\nAction: delivered\nStatus: 2.0.0\n\n`
  const message = fixture('postfix-unknown').replace(/\nFinal-Recipient: [\s\S]*?\n\n/, last)
  expect(await reportIn(message)).toMatchObject({ kind: 'nothing', why: expect.stringContaining('was delivered') })
})

it('keeps of a part with text the first 64 KB', async () => {
  const text = `Content-Type: text/plain\n\n${'x'.repeat(100_000)}\n`
  const inbound = await readInbound(
    Buffer.from(`Content-Type: multipart/mixed; boundary="a b"\n\n--a b\n${text}--a b\n${text}--a b--\n`),
  )
  expect(inbound?.text.length).toBeGreaterThan(65_000)
  expect(inbound?.text.length).toBeLessThanOrEqual(65_536)
})
