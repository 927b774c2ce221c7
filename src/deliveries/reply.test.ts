import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asksForLess, outcomeOf, readReply, type Stage } from './reply.ts'

const failedAt = (stage: Stage, reply: string | null) => outcomeOf({ stage, reply, detail: 'connection closed' })
const BEFORE_DOT: Stage[] = ['mail', 'rcpt', 'data', 'body']

describe('readReply', () => {
  it.each([
    ['250 2.0.0 OK', 250, '2.0.0', 'OK'],
    ['550 5.1.1 <ada@example.org>: no such user', 550, '5.1.1', '<ada@example.org>: no such user'],
    ['421 closing', 421, null, 'closing'],
    ['354', 354, null, ''],
    ['550 5.1.10 RecipientNotFound', 550, '5.1.10', 'RecipientNotFound'],
    ['550 #5.1.0 Address rejected', 550, '5.1.0', 'Address rejected'],
    ['550 sorry, no mailbox here (#5.1.1)', 550, '5.1.1', 'sorry, no mailbox here (#5.1.1)'],
    ['450-4.2.1 one\r\n450 4.2.1 two\r\n', 450, '4.2.1', 'one two'],
    ['550-first\r\n550', 550, null, 'first'],
  ])('reads %j', (reply, code, enhanced, text) => {
    expect(readReply(reply)).toEqual({ code, enhanced, text })
  })

  it('leaves out an enhanced code that contradicts the code', () => {
    expect(readReply('550 4.7.1 try later').enhanced).toBeNull()
  })

  it.each(['', 'hello', '5500 what', '55', '999 no', '650 no', '550abc', '\0\0'])('finds no code in %j', (reply) => {
    expect(readReply(reply)).toMatchObject({ code: null, enhanced: null })
  })

  it('gives one short line without control characters for whatever a server says', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 2000 }),
        fc.constantFrom('', '550 ', '450-'),
        (text, start) => {
          const read = readReply(start + text).text
          expect(read).not.toMatch(/[\p{Cc}]/u)
          expect(read.length).toBeLessThanOrEqual(300)
          expect(read.isWellFormed()).toBe(true)
        },
      ),
    )
  })

  it('stays quick on a reply without end', () => {
    expect(readReply(`550 ${'user '.repeat(2_000_000)}`).text).toHaveLength(300)
  })
})

describe('outcomeOf, when the connection breaks', () => {
  it.each(['connect', 'auth'] as const)('has not tried the recipient at %s', (stage) => {
    expect(failedAt(stage, null)).toEqual({ kind: 'untried', reply: 'connection closed' })
  })

  it.each(BEFORE_DOT)('is deferred at %s', (stage) => {
    expect(failedAt(stage, null)).toEqual({ kind: 'deferred', reply: 'connection closed' })
  })

  it('is in doubt after the dot', () => {
    expect(failedAt('dot', null)).toEqual({ kind: 'in_doubt', reply: 'connection closed' })
  })
})

describe('outcomeOf, when the session or the sender is refused', () => {
  it.each([
    ['connect', '554 5.7.1 your network is blocked'],
    ['connect', '421 too many connections'],
    ['auth', '535 5.7.8 bad credentials'],
    ['auth', '454 4.7.0 temporary failure'],
    ['mail', '550 5.7.1 sender not allowed'],
    ['mail', '552 5.3.4 message too large'],
    ['mail', '421 4.7.28 too much mail'],
    ['mail', '451 4.3.0 try later'],
    ['rcpt', '530 5.7.0 authentication required'],
    ['data', '503 5.5.1 AUTH first'],
  ] as [Stage, string][])('has not tried the recipient at %s with %j', (stage, reply) => {
    expect(failedAt(stage, reply)).toEqual({ kind: 'untried', reply })
  })
})

describe('outcomeOf, when the server wants less of the sender', () => {
  it.each([
    ['rcpt', '421 4.3.2 shutting down'],
    ['data', '450 4.7.28 unusual rate'],
    ['body', '421 timeout'],
    ['dot', '421 4.4.2 timeout'],
    ['dot', '451 4.7.0 too many messages'],
  ] as [Stage, string][])('is deferred at %s with %j, and no attempt is used up', (stage, reply) => {
    expect(failedAt(stage, reply)).toEqual({ kind: 'deferred', reply, countsAttempt: false })
  })

  it.each([
    '451 4.7.0 greylisted',
    '450 4.2.1 mailbox busy',
    '554 5.7.28 no',
    '250 2.0.0 rate',
  ])('%j is no such reply', (reply) => {
    expect(asksForLess(reply)).toBe(false)
  })
})

describe('outcomeOf, when the server wants it later', () => {
  it.each([
    ['rcpt', '450 4.2.0 greylisted'],
    ['rcpt', '452 4.5.3 too many recipients'],
    ['data', '451 4.3.0 local error'],
    ['body', '451 timeout'],
    ['dot', '452 4.3.1 disk full'],
    ['dot', '451 4.4.2 timeout'],
  ] as [Stage, string][])('is deferred at %s with %j', (stage, reply) => {
    expect(failedAt(stage, reply)).toEqual({ kind: 'deferred', reply })
  })

  it.each(['552 too many recipients', '552 5.5.3 too many recipients'])('takes %j to RCPT for a 452', (reply) => {
    expect(failedAt('rcpt', reply).kind).toBe('deferred')
  })
})

describe('outcomeOf, when the message is refused for good', () => {
  it.each([
    '5.1.0',
    '5.1.1',
    '5.1.2',
    '5.1.3',
    '5.1.4',
    '5.1.6',
    '5.1.9',
    '5.1.10',
  ])('suppresses the address for %s', (enhanced) => {
    const reply = `550 ${enhanced} no`
    expect(failedAt('rcpt', reply)).toEqual({ kind: 'bounced', reply, suppress: true })
    expect(failedAt('dot', reply)).toEqual({ kind: 'bounced', reply, suppress: true })
  })

  it.each([
    '550 5.7.1 spam',
    '552 5.2.2 mailbox full',
    '550 5.2.1 disabled',
    '550 5.1.7 bad sender',
    '550 5.1.8 bad sender',
    '550 5.1.0 sender rejected',
    '550 5.4.1 denied',
  ])('leaves the address alone for %j', (reply) => {
    expect(failedAt('rcpt', reply)).toEqual({ kind: 'bounced', reply, suppress: false })
  })

  it.each([
    '550 No Such User Here',
    '550 Unrouteable address',
    '551 User not local; unknown user',
    '553 sorry, this recipient does not exist',
    '550 5.0.0 <ada@example.org>... User unknown',
    "550 that mailbox doesn't exist",
  ])('suppresses the address when RCPT is refused with the plain words %j', (reply) => {
    expect(failedAt('rcpt', reply)).toEqual({ kind: 'bounced', reply, suppress: true })
  })

  it.each([
    '550 mailbox unavailable',
    '550 relay not permitted',
    '550 Sender address rejected: domain not found',
    '553 rejected, unknown user agent, see our policy',
    '554 no such user',
  ])('leaves the address alone when RCPT is refused with the unclear words %j', (reply) => {
    expect(failedAt('rcpt', reply)).toEqual({ kind: 'bounced', reply, suppress: false })
  })

  it('leaves the address alone when plain words come at the dot', () => {
    expect(failedAt('dot', '550 no such user')).toMatchObject({ kind: 'bounced', suppress: false })
  })

  it.each(['data', 'body', 'dot'] as const)('bounces at %s with 554', (stage) => {
    expect(failedAt(stage, '554 5.6.0 no')).toEqual({ kind: 'bounced', reply: '554 5.6.0 no', suppress: false })
  })
})

describe('outcomeOf, when the reply makes no sense', () => {
  it.each(BEFORE_DOT)('is deferred at %s', (stage) => {
    expect(failedAt(stage, '\u0007 HTTP/1.1 200 OK')).toEqual({ kind: 'deferred', reply: 'HTTP/1.1 200 OK' })
  })

  it.each(['HTTP/1.1 200 OK', '354 go on', ''])('is in doubt after the dot with %j', (reply) => {
    expect(failedAt('dot', reply).kind).toBe('in_doubt')
  })

  it('is accepted when 250 was read at the dot, whatever broke afterwards', () => {
    expect(failedAt('dot', '250 2.0.0 queued')).toEqual({ kind: 'accepted', reply: '250 2.0.0 queued' })
  })

  it('makes one line of a reply of several', () => {
    expect(failedAt('rcpt', '550-5.1.1 No such user.\r\n550 5.1.1 See example.org').reply).toBe(
      '550 5.1.1 No such user. See example.org',
    )
  })
})
