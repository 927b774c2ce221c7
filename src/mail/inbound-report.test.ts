import { describe, expect, it } from 'vitest'
import { weightOfBounce } from '../deliveries/bounce-rule.ts'
import { keyRing, signToken } from '../subscribers/token.ts'
import { DELIVERY, fixture, fixtureNames, forgedFixture, KEYS, SUBSCRIBER } from './bounces.fixture.ts'
import { readInbound } from './inbound.ts'
import { readReport } from './inbound-report.ts'
import { returnPathOf } from './return-path.ts'

const NOW = Date.UTC(2024, 4, 20, 9)

async function read(message: string, keys = KEYS) {
  const inbound = await readInbound(Buffer.from(message))
  return inbound && readReport(inbound, keys, NOW)
}

async function reportIn(message: string, keys = KEYS) {
  const result = await read(message, keys)
  if (result?.kind !== 'report') throw new Error(`no report: ${result?.why}`)
  return result.report
}

/** Kind, code and weight in a few words; what is said when nothing follows; `none` for what is no report. */
async function inWords(name: string): Promise<string> {
  const result = await read(fixture(name))
  if (result?.kind !== 'report')
    return result === null ? 'none' : `nothing: ${result.why.replace(' Nothing was done.', '')}`
  const { kind, status, detail } = result.report
  return [kind, status, kind === 'bounced' && weightOfBounce({ status, detail })].filter((word) => word).join(' ')
}

const ANSWER = 'nothing: The message is an automatic answer.'
const ARRIVED = 'nothing: The report says that the mail was delivered or handed on.'

const FIXTURES: Record<string, string> = {
  'amazon-relay': 'bounced 5.1.1 hard',
  'answer-dutch': ANSWER,
  'answer-exchange': ANSWER,
  'answer-french': ANSWER,
  'answer-german': ANSWER,
  'answer-japanese': ANSWER,
  'answer-left-company': ANSWER,
  'answer-of-the-mail-system': ANSWER,
  'answer-spanish': ANSWER,
  'answer-vacation': ANSWER,
  'courier-unknown': 'bounced 5.0.0 hard',
  'dmarc-refused': 'bounced 5.7.26 alarm',
  'domino-unknown': 'bounced 5.1.1 hard',
  'exchange-old': 'bounced 5.1.1 hard',
  'exim-bare-status': 'bounced 5.0.0 hard',
  'exim-delayed': 'delayed',
  'exim-full': 'bounced 5.2.2 soft',
  'exim-report': 'bounced 5.1.1 hard',
  'exim-retry-timeout': 'bounced soft',
  'exim-spam': 'bounced alarm',
  'exim-unrouteable': 'bounced hard',
  'feedback-abuse': 'complained',
  'feedback-all-redacted': 'nothing: The complaint has nothing that this site has signed.',
  'feedback-auth-failure': 'nothing: The feedback loop reports "auth-failure", which is no complaint.',
  'feedback-mailto-only': 'complained',
  'feedback-microsoft': 'complained',
  'feedback-not-spam': 'nothing: The feedback loop reports "not-spam", which is no complaint.',
  'feedback-other': 'complained',
  'feedback-redacted': 'complained',
  'german-words': 'bounced 5.2.2 soft',
  'gmail-delayed': 'delayed 4.4.1',
  'gmail-disabled': 'bounced 5.2.1 hard',
  'gmail-too-quickly': 'bounced 5.2.1 soft',
  'gmail-unknown': 'bounced 5.1.1 hard',
  'icloud-full': 'bounced 5.2.2 soft',
  'microsoft-access-denied': 'bounced 5.4.1 soft',
  'microsoft-not-found': 'bounced 5.1.10 hard',
  'microsoft-quota': 'bounced 5.2.2 soft',
  'no-boundary': 'bounced 5.1.1 hard',
  'opensmtpd-unknown': 'bounced 5.1.1 hard',
  'outlook-unavailable': 'bounced 5.5.0 hard',
  person: 'none',
  'policy-block': 'bounced 5.7.1 alarm',
  'postfix-alias-partly': ARRIVED,
  'postfix-delayed': 'delayed 4.4.1',
  'postfix-delivered': ARRIVED,
  'postfix-expired': 'bounced 4.4.1 soft',
  'postfix-forwarded-elsewhere': 'bounced 5.1.1 hard',
  'postfix-headers-only': 'bounced 5.1.1 hard',
  'postfix-mailbox-full': 'bounced 5.2.2 soft',
  'postfix-no-domain': 'bounced 5.4.4 soft',
  'postfix-unknown': 'bounced 5.1.1 hard',
  'qmail-no-mailbox': 'bounced 5.1.1 hard',
  'qmail-policy': 'bounced 5.7.1 alarm',
  'qmail-queue-too-long': 'bounced 4.3.0 soft',
  'qmail-unknown': 'bounced 5.1.1 hard',
  'read-receipt': ANSWER,
  'sendmail-unknown': 'bounced 5.1.1 hard',
  'sendmail-warning': 'delayed 4.4.2',
  'spam-by-words': 'bounced 5.0.0 alarm',
  'status-utf16': 'bounced 5.1.1 hard',
  'token-only': 'bounced 5.1.1 hard',
  'unclear-words': 'nothing: The message is a report that does not say what became of the mail.',
  'utf8-report': 'bounced 5.1.1 hard',
  'yahoo-no-account': 'bounced 5.0.0 hard',
  'yahoo-words': 'bounced hard',
  'zoho-unknown': 'bounced hard',
}

describe('what comes back by mail', () => {
  it('has a line in the table for every file', () => {
    expect(fixtureNames()).toEqual(Object.keys(FIXTURES))
  })

  it.each(Object.entries(FIXTURES))('%s is read as: %s', async (name, words) => {
    expect(await inWords(name)).toBe(words)
  })

  it.each(
    Object.keys(FIXTURES),
  )('%s names nobody in what is kept of it, and counts for nothing without a signature', async (name) => {
    const result = await read(fixture(name))
    if (result?.kind === 'report') expect(result.report.detail).not.toMatch(/@|bounces\+/)
    expect((await read(forgedFixture(name)))?.kind ?? 'nothing').toBe('nothing')
    expect(
      (await read(fixture(name), keyRing('another secret that nobody here has signed with')))?.kind ?? 'nothing',
    ).toBe('nothing')
  })
})

describe('whom a report is about', () => {
  it('is told by the return path before anything else', async () => {
    expect((await reportIn(fixture('postfix-unknown'))).about).toEqual(DELIVERY)
    expect((await reportIn(fixture('feedback-abuse'))).about).toEqual(DELIVERY)
  })

  it.each([
    'token-only',
    'feedback-redacted',
    'feedback-mailto-only',
    'feedback-microsoft',
  ])('is told by the token of the returned message, with its delivery: %s', async (name) => {
    expect((await reportIn(fixture(name))).about).toEqual({ ...SUBSCRIBER, deliveryId: 7 })
  })

  it('is told without the delivery when the server between has changed the Message-ID', async () => {
    const message = fixture('token-only', { messageId: '<0102-abc@relay.example>' })
    expect((await reportIn(message)).about).toEqual(SUBSCRIBER)
  })

  it('is told by a token of any key of the ring', async () => {
    const rotated = keyRing('the newest secret that is long enough too,a secret that is long enough for everybody')
    expect((await reportIn(fixture('postfix-unknown'), rotated)).about).toEqual(DELIVERY)
  })

  it('is not told by a token that was made for another purpose', async () => {
    const token = signToken(KEYS, 'preferences', SUBSCRIBER)
    expect(await read(fixture('token-only', { token }))).toMatchObject({ kind: 'nothing' })
  })

  it('is not told to words by what the message that came back has: anybody can put one there', async () => {
    const elsewhere = fixture('qmail-unknown').replace(/^(Delivered-To|To): bounces.*$/gm, '$1: ada@blog.example.org')
    expect(await read(elsewhere)).toEqual({
      kind: 'nothing',
      why: 'The report has nothing that this site has signed. Nothing was done.',
    })
  })

  it('is told where a server has changed the case of the address', async () => {
    const path = returnPathOf('bounces@blog.example.org', KEYS, DELIVERY).toUpperCase()
    expect((await reportIn(fixture('qmail-unknown', { path }))).about).toEqual(DELIVERY)
  })
})

describe('the key of a report', () => {
  it('is the same when the mail server hands the message over again', async () => {
    const once = await reportIn(fixture('postfix-unknown'))
    const again = await reportIn(`From MAILER-DAEMON  Mon May 20 10:00:00 2024\n${fixture('postfix-unknown')}`)
    expect(again).toEqual(once)
  })

  it('differs for another delivery, so that nobody can keep the report of another from being taken', async () => {
    const path = returnPathOf('bounces@blog.example.org', KEYS, { ...DELIVERY, deliveryId: 8 })
    const other = await reportIn(fixture('postfix-unknown', { path }))
    expect(other.sourceKey).not.toBe((await reportIn(fixture('postfix-unknown'))).sourceKey)
  })
})
