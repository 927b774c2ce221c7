import { describe, expect, it } from 'vitest'
import { weightOfBounce } from '../deliveries/bounce-rule.ts'
import { fixture, KEYS } from './bounces.fixture.ts'
import { readInbound } from './inbound.ts'
import { readReport } from './inbound-report.ts'

type Parts = { from?: string; subject?: string; more?: string; text: string; sender?: string }

const DAEMON = 'Mail Delivery System <MAILER-DAEMON@mx.example>'

/** What a message without fields of a report counts for, in a few words. */
async function heard({ from = DAEMON, subject = 'Report', more = '', text, sender = '' }: Parts): Promise<string> {
  const path = /^Delivered-To: (.*)$/m.exec(fixture('unclear-words'))?.[1]
  const fields = [`Return-Path: <${sender}>`, `Delivered-To: ${path}`, `From: ${from}`, `Subject: ${subject}`]
  const header = `${fields.join('\n')}\n${more}Content-Type: text/plain; charset=utf-8\n\n`
  const inbound = await readInbound(Buffer.from(header + text))
  const result = inbound && readReport(inbound, KEYS, 0)
  if (result?.kind !== 'report') return result?.why ?? 'none'
  const { kind, status, detail } = result.report
  return kind === 'bounced' ? `${weightOfBounce({ status, detail })} ${status}` : kind
}

const REFUSED = 'Le serveur a répondu :\n\n    550 5.1.1 <reader@readers.example> User unknown\n'
const QUOTES = 'I am on holiday. My mailbox is not read.\n\n550 5.1.1 is what your server said before.\n'
const ANSWER = 'The message is an automatic answer. Nothing was done.'

describe('a report in words', () => {
  it.each([
    'Courrier non distribué',
    'Échec de la remise',
    'No se puede entregar',
    '配信不能',
    'Не удалось доставить',
    '系统退信',
    'Nie dostarczono',
  ])('of the mail system counts by its code, whatever its subject is: %s', async (subject) => {
    expect(await heard({ subject, text: REFUSED })).toBe('hard 5.1.1')
    expect(await heard({ subject, from: 'postmaster@mx.example', text: REFUSED })).toBe('hard 5.1.1')
  })

  it('counts by a reply without a code of its own, between signs of another script', async () => {
    expect(await heard({ subject: '配信不能', text: '応答：550 no such user\n' })).toBe('hard null')
  })

  it('is nothing in an unknown language, where it has no code', async () => {
    expect(await heard({ subject: '配信不能', text: 'メールを配信できませんでした。\n' })).toBe('none')
  })

  it('in an unknown language is a delay, where all codes are of one', async () => {
    expect(await heard({ subject: 'Courrier en attente', text: '451 4.4.1 no answer\n' })).toBe('delayed')
  })

  it.each<Partial<Parts>>([
    { from: 'postmaster@mx.example', subject: 'Courrier non distribué' },
    { from: 'Mail Delivery Subsystem <noreply@mx.example>', subject: 'Report' },
    { from: 'Mail <mail@mx.example>', subject: 'Undelivered Mail Returned to Sender' },
  ])('counts though it is called an answer: %j', async (parts) => {
    expect(await heard({ ...parts, more: 'Auto-Submitted: auto-replied\n', text: REFUSED })).toBe('hard 5.1.1')
  })
})

describe('an automatic answer', () => {
  it.each<Partial<Parts>>([
    { subject: 'Re: Undeliverable mail, explained' },
    { subject: 'RE：Undeliverable mail, explained' },
    { subject: 'AW: Undeliverable mail, explained', from: DAEMON },
    { subject: 'Undeliverable mail, explained', more: 'Precedence: bulk\n' },
    { subject: 'Undeliverable mail, explained', more: 'Precedence: junk\n' },
  ])('is no report, whatever it quotes: %j', async (parts) => {
    expect(await heard({ from: 'Ada <ada@readers.example>', ...parts, text: QUOTES })).toBe('none')
  })

  it('is one with the mark of answers and a code in what it quotes', async () => {
    const text = 'I am away.\n\n> 550 5.1.1 user unknown\n'
    const more = 'Auto-Submitted: auto-replied\n'
    expect(await heard({ from: 'postmaster@readers.example', more, text })).toBe(ANSWER)
  })

  it('is no bounce for the word "mailbox"', async () => {
    const said = 'The message is a report that does not say what became of the mail. Nothing was done.'
    expect(await heard({ subject: 'Undeliverable', text: 'My mailbox is not read.\n' })).toBe(said)
  })

  it('from a mail system with the precedence of bulk mail is a report still', async () => {
    expect(await heard({ subject: 'Rapport', more: 'Precedence: bulk\n', text: REFUSED })).toBe('hard 5.1.1')
  })
})
