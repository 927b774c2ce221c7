import { randomBytes } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import { readInbound } from './inbound.ts'

const read = (...lines: string[]) => readInbound(Buffer.from(lines.join('\n')))

const PLAIN = ['From: Ada <ada@example.org>', 'To: leave@blog.example.org', 'Subject: unsubscribe', '', 'Goodbye.']

it('knows who wrote what to whom', async () => {
  expect(await read(...PLAIN)).toMatchObject({
    from: 'ada@example.org',
    recipients: ['leave@blog.example.org'],
    subject: 'unsubscribe',
    firstLine: 'Goodbye.',
    isAutomatic: false,
    isForged: false,
    isFromMailSystem: false,
    text: 'Goodbye.\n',
    parts: [],
  })
})

it('keeps the parts of a report, and the message that came back as one of them', async () => {
  const message = await read(
    'Content-Type: multipart/report; report-type=delivery-status; boundary=cut',
    '',
    '--cut',
    '',
    'It did not arrive.',
    '--cut',
    'Content-Type: Message/Delivery-Status',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('Action: failed').toString('base64'),
    '--cut',
    'Content-Type: message/rfc822',
    '',
    'Subject: The digest',
    '',
    'unsubscribe',
    '--cut--',
  )
  expect(message).toMatchObject({ isFromMailSystem: false, isAutomatic: true, text: 'It did not arrive.\n' })
  expect(message?.parts).toEqual([
    { type: 'message/delivery-status', text: 'Action: failed' },
    { type: 'message/rfc822', text: 'Subject: The digest\n\nunsubscribe\n' },
  ])
})

test.each([
  ['mx.example.org; spf=pass smtp.mailfrom=example.net; dmarc=fail (p=none) header.from=example.org', true],
  ['mx.example.org;\n\tdkim=fail; dmarc=pass header.from=example.org', false],
])('knows what the mail server found out about who wrote: %j', async (found, isForged) => {
  expect((await read(`Authentication-Results: ${found}`, ...PLAIN))?.isForged).toBe(isForged)
})

it('reads a message as a program gets it from Postfix, with the line of the envelope and the fields of the server', async () => {
  const message = await read(
    'From ada@example.org  Mon May 20 08:00:00 2024',
    'Return-Path: <ada@example.org>',
    'Delivered-To: leave@blog.example.org',
    'X-Original-To: leave+a@blog.example.org',
    ...PLAIN,
  )
  expect(message).toMatchObject({ from: 'ada@example.org', subject: 'unsubscribe', isAutomatic: false })
  expect(message?.recipients).toEqual(['leave@blog.example.org', 'leave@blog.example.org', 'leave+a@blog.example.org'])
})

it('joins a subject that was folded or encoded', async () => {
  expect((await read('Subject: unsubscribe', ' abc', '', ''))?.subject).toBe('unsubscribe abc')
  expect((await read('Subject: =?utf-8?B?dW5zdWJzY3JpYmU=?=', '', ''))?.subject).toBe('unsubscribe')
})

test.each([
  'From: Ada <ada@example.org>, Ben <ben@example.org>',
  'From: friends: ada@example.org, ben@example.org;',
  'From: ada@example.org\nFrom: ben@example.org',
  'X-From: ada@example.org',
  'From: undisclosed',
])('a message of nobody, or of several people, is of no one: %j', async (from) => {
  expect((await read(from, 'Subject: unsubscribe', '', ''))?.from).toBeNull()
})

test.each([
  'Auto-Submitted: auto-replied',
  'Auto-Submitted: auto-generated (rejected)',
  'Precedence: bulk',
  'Precedence: auto_reply',
  'List-Id: Friends <friends.example.net>',
  'Return-Path: <>',
  'Return-Path: <MAILER-DAEMON>',
  'X-Autoreply: yes',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=a',
])('a message with "%s" was written by nobody', async (field) => {
  expect((await read(field, ...PLAIN))?.isAutomatic).toBe(true)
})

it('takes mail without a sender for mail that nobody wrote', async () => {
  expect((await read('From MAILER-DAEMON  Mon May 20 08:00:00 2024', ...PLAIN))?.isAutomatic).toBe(true)
  const [, ...rest] = PLAIN
  expect((await read('From: Mail <MAILER-DAEMON@mx.example.org>', ...rest))?.isAutomatic).toBe(true)
})

test.each([
  'Auto-Submitted: no',
  'Return-Path: <ada@example.org>',
  'Precedence: first-class',
])('a message with "%s" was written by a person', async (field) => {
  expect((await read(field, ...PLAIN))?.isAutomatic).toBe(false)
})

it('finds the first line in the text of a message with several parts', async () => {
  const message = await read(
    'Content-Type: multipart/alternative; boundary=cut',
    '',
    '--cut',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '',
    '  Unsubscribe=2E',
    '> On Monday you wrote',
    '--cut--',
  )
  expect(message?.firstLine).toBe('Unsubscribe.')
})

test.each([
  '<html><head><style>p { color: red }</style></head><body><p>unsubscribe</p></body></html>',
  '<div>&nbsp;unsubscribe<br>Sent from my phone</div>',
])('finds the first line where there is nothing but HTML: %s', async (html) => {
  expect((await read('Content-Type: text/html', '', html))?.firstLine).toBe('unsubscribe')
})

it('does not take what an attached message says for what the sender says', async () => {
  const inner = ['Content-Type: message/rfc822', '', 'Subject: x', '', 'unsubscribe']
  const message = await read('Content-Type: multipart/mixed; boundary=cut', '', '--cut', ...inner, '--cut--')
  expect(message?.firstLine).toBe('')
})

describe('hostile mail', () => {
  const MEGABYTE = 1024 * 1024
  const header = 'From: ada@example.org\nTo: leave@blog.example.org\nSubject: unsubscribe\n'
  const nested = Array.from(
    { length: 500 },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n`,
  ).join('')
  const bodies: [string, string][] = [
    ['a hundred thousand parts', `Content-Type: multipart/mixed; boundary=a\n\n${'--a\n\nx\n'.repeat(100_000)}`],
    ['parts in parts without end', nested],
    ['a body of line breaks', '\n'.repeat(MEGABYTE)],
    ['a body without line breaks', `\n${'x'.repeat(20 * MEGABYTE)}`],
    ['flowed text', `Content-Type: text/plain; format=flowed\n\n${'a \n'.repeat(300_000)}`],
    ['broken base64', `Content-Transfer-Encoding: base64\n\n${'='.repeat(MEGABYTE)}`],
    ['an unknown charset', 'Content-Type: text/plain; charset=nonsense\n\n\xff\xfe'],
    ['NULs', `\n${'\0'.repeat(MEGABYTE)}`],
  ]
  test.each(bodies)('keeps its header readable: %s', async (_, rest) => {
    const message = await readInbound(Buffer.from(header + rest, 'latin1'))
    expect(message).toMatchObject({ from: 'ada@example.org', subject: 'unsubscribe', isAutomatic: false })
  })

  it('is nothing when its header is larger than any', async () => {
    expect(await readInbound(Buffer.from(`To: ${'a@example.org, '.repeat(60_000)}\n\nunsubscribe`))).toBeNull()
  })

  it('never throws on bytes that are no message', async () => {
    for (let size = 1; size <= 65_536; size *= 4) expect(await readInbound(randomBytes(size))).toBeDefined()
    expect(await readInbound(Buffer.alloc(0))).toMatchObject({ from: null, subject: '', firstLine: '' })
  })
})
