import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fateOfReply, isOutOfReach, type Sent, weightOfBounce } from './bounce-rule.ts'

const weigh = (status: string | null, detail: string) => weightOfBounce({ status, detail })

describe('a bounce is hard', () => {
  it.each(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'])('by the code %s', (status) => {
    expect(weigh(status, 'no')).toBe('hard')
  })

  it.each([
    '550 No such user here',
    "554 delivery error: dd This user doesn't have a mail.example account (0)",
    'The address could not be found',
    '550 unknown user',
    'This account has been disabled',
    '550 Requested action not taken: mailbox does not exist',
    '550 Requested action not taken: mailbox unavailable',
  ])('by plain words where the code says nothing: %j', (detail) => {
    expect(weigh(null, detail)).toBe('hard')
    expect(weigh('5.0.0', detail)).toBe('hard')
    expect(weigh('5.5.0', detail)).toBe('hard')
  })

  it('by its code when a word for policy stands beside words for a mailbox that is gone', () => {
    expect(weigh('5.1.1', 'User unknown. See our policy at https://mail.example/policy')).toBe('hard')
  })
})

describe('a bounce is soft', () => {
  it.each<[string | null, string]>([
    ['5.2.2', 'mailbox full'],
    ['5.3.4', 'message too big'],
    ['5.4.1', 'Recipient address rejected: Access denied'],
    ['4.4.7', 'delivery time expired'],
    ['5.2.1', 'The user you are trying to contact is receiving mail at a rate that prevents additional messages'],
    [null, 'user unknown: mailbox full, try again later'],
    [null, '550 relay not permitted'],
    [null, 'Sender address not found'],
    [null, '450 Requested mail action not taken: mailbox unavailable'],
    [null, 'host mx.example said: 450 user unknown'],
    [null, '550 mailbox unavailable: invalid DNS MX or A/AAAA resource record'],
    ['4.1.1', 'user unknown'],
    [null, ''],
    ['nonsense', 'no such user'],
  ])('by the code %j with the words %j', (status, detail) => {
    expect(weigh(status, detail)).toBe('soft')
  })
})

describe('a bounce is an alarm', () => {
  it.each<[string | null, string]>([
    ['5.7.1', 'no such user'],
    ['5.7.26', 'unauthenticated mail'],
    ['4.7.28', 'unusual rate of mail'],
    ['5.1.8', 'sender domain does not exist'],
    ['5.0.0', '554 blocked using a blacklist'],
    [null, 'Message rejected as spam'],
    ['5.1.1', 'rejected by policy'],
    ['5.2.1', 'blocked for its content'],
    ['4.0.0', 'host mx.example[192.0.2.1] refused to talk to me: 554 IP=192.0.2.7 - A problem occurred.'],
  ])('by the code %j with the words %j', (status, detail) => {
    expect(weigh(status, detail)).toBe('alarm')
  })
})

describe('what a reply of the ledger says of the mailbox', () => {
  it.each<[string | null, Sent['fate']]>([
    ['552 5.2.2 mailbox full', 'soft'],
    ['given up after 48 hours: 451 4.4.1 try later', 'soft'],
    ['554 5.7.1 looks like spam', 'unclear'],
    ['delivery 7, name: has a line break', 'unclear'],
    ['given up after 48 hours: the connection closed', 'unclear'],
    [null, 'unclear'],
  ])('%j is %s', (reply, fate) => {
    expect(fateOfReply(reply)).toBe(fate)
  })
})

const DAY = 86_400_000

/** One letter for each day: s soft, a arrived, u unclear, . nothing sent. */
function history(days: string): Sent[] {
  const fates = { s: 'soft', a: 'arrived', u: 'unclear' } as const
  return [...days].flatMap((letter, day) => {
    const fate = fates[letter as keyof typeof fates]
    return fate ? [{ editionId: day, at: day * DAY, fate }] : []
  })
}

describe('a mailbox is out of reach', () => {
  it.each([
    's......s......s',
    's.............ss',
    'a.s......s......s',
    's......u......s......s',
    'ssssssssssssssss',
    's......s......saa',
  ])('after %s', (days) => {
    expect(isOutOfReach(history(days))).toBe(true)
  })

  it.each([
    '',
    's',
    's.............s',
    's......s.....s',
    's......a......s......s',
    's......s......as',
    'u......u......u',
    's......u......s',
    'aaaaaaaaaaaaaaa',
  ])('not after %s', (days) => {
    expect(isOutOfReach(history(days))).toBe(false)
  })

  it('is not by three bounces of one edition', () => {
    const bounces = [0, 7, 14].map((day): Sent => ({ editionId: 1, at: day * DAY, fate: 'soft' }))
    expect(isOutOfReach(bounces)).toBe(false)
  })

  it('is told whatever the order in which the history stands', () => {
    const days = fc.string({ unit: fc.constantFrom('s', 's', 'a', 'u', '.'), maxLength: 40 })
    fc.assert(
      fc.property(
        days.chain((text) =>
          fc.tuple(fc.constant(text), fc.shuffledSubarray(history(text), { minLength: history(text).length })),
        ),
        ([text, shuffled]) => {
          expect(isOutOfReach(shuffled)).toBe(isOutOfReach(history(text)))
        },
      ),
    )
  })
})
