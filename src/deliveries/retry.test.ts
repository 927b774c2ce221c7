import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextTry, type SettleRules, settle } from './retry.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const rules: SettleRules = { now: 0, random: 0.5, giveUpAfterMs: 48 * HOUR, holdMs: 15 * MINUTE, policy: 'resend' }
const first = { attempt: 1, plannedAt: 0 }

describe('nextTry', () => {
  it('waits 5, 15, 30 and 60 minutes, then twice as long each time, up to 8 hours', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 40].map((attempt) => nextTry(attempt, 0, 0.5) / MINUTE)
    expect(waits).toEqual([5, 15, 30, 60, 120, 240, 480, 480, 480])
  })

  it('spreads the tries over a fifth to either side', () => {
    expect(nextTry(1, 1000, 0)).toBe(1000 + 4 * MINUTE)
    expect(nextTry(1, 1000, 1)).toBe(1000 + 6 * MINUTE)
  })

  it('spreads the longest wait as well', () => {
    expect([0, 0.5, 1].map((random) => nextTry(20, 0, random) / HOUR)).toEqual([6.4, 8, 9.6])
  })

  it('never waits more than 8 hours and a fifth, nor less than 4 minutes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const wait = nextTry(attempt, 0, random)
        expect(wait).toBeGreaterThanOrEqual(4 * MINUTE)
        expect(wait).toBeLessThanOrEqual(9.6 * HOUR)
        expect(Number.isInteger(wait)).toBe(true)
      }),
    )
  })
})

describe('settle', () => {
  it('writes down what was accepted', () => {
    expect(settle({ kind: 'accepted', reply: '250 ok' }, first, rules)).toEqual({
      state: 'accepted',
      reply: '250 ok',
      nextAt: null,
      holdUntil: null,
      suppress: false,
      countsAttempt: true,
    })
  })

  it('tries a deferred delivery again later', () => {
    expect(settle({ kind: 'deferred', reply: '450 later' }, { attempt: 2, plannedAt: 0 }, rules)).toMatchObject({
      state: 'deferred',
      reply: '450 later',
      nextAt: 15 * MINUTE,
      countsAttempt: true,
    })
  })

  it('makes the last try no later than the moment of giving up', () => {
    const late = { ...rules, now: 47 * HOUR }
    expect(settle({ kind: 'deferred', reply: '450 later' }, { attempt: 9, plannedAt: 0 }, late)).toMatchObject({
      state: 'deferred',
      nextAt: 48 * HOUR,
    })
  })

  it('gives a deferred delivery up after the time for it, and keeps the reply', () => {
    const over = { ...rules, now: 48 * HOUR }
    expect(settle({ kind: 'deferred', reply: '450 later' }, { attempt: 9, plannedAt: 0 }, over)).toEqual({
      state: 'bounced',
      reply: 'given up after 48 hours: 450 later',
      nextAt: null,
      holdUntil: null,
      suppress: false,
      countsAttempt: true,
    })
  })

  it.each([
    [HOUR, '1 hour'],
    [90 * MINUTE, '1.5 hours'],
  ])('says how long %d ms are', (giveUpAfterMs, words) => {
    const over = { ...rules, now: 48 * HOUR, giveUpAfterMs }
    expect(settle({ kind: 'deferred', reply: 'x' }, { attempt: 2, plannedAt: 0 }, over).reply).toBe(
      `given up after ${words}: x`,
    )
  })

  it('never gives up after a first attempt, however late it was', () => {
    const late = { ...rules, now: 100 * HOUR }
    expect(settle({ kind: 'deferred', reply: '450 greylisted' }, first, late)).toMatchObject({
      state: 'deferred',
      nextAt: 100 * HOUR + 5 * MINUTE,
    })
  })

  it('gives up so long after the first attempt, however long that had to wait', () => {
    const deferred = { kind: 'deferred', reply: '450 greylisted' } as const
    const limited = { attempt: 2, plannedAt: 0, triedAt: 100 * HOUR }
    const at = (now: number) => settle(deferred, limited, { ...rules, now })
    expect(at(100 * HOUR + 5 * MINUTE)).toMatchObject({ state: 'deferred', nextAt: 100 * HOUR + 20 * MINUTE })
    expect(at(148 * HOUR)).toMatchObject({ state: 'bounced' })
  })

  it.each([true, false])('bounces for good and passes suppress on (%s)', (suppress) => {
    expect(settle({ kind: 'bounced', reply: '550 no', suppress }, first, rules)).toMatchObject({
      state: 'bounced',
      nextAt: null,
      suppress,
    })
  })

  it('holds a message in doubt before it is sent once more', () => {
    expect(settle({ kind: 'in_doubt', reply: 'closed' }, first, rules)).toMatchObject({
      state: 'in_doubt',
      holdUntil: 15 * MINUTE,
      countsAttempt: true,
    })
  })

  it('holds a message in doubt longer than a server may wait with its reply', () => {
    const hasty = { ...rules, holdMs: 1000 }
    expect(settle({ kind: 'in_doubt', reply: 'closed' }, first, hasty).holdUntil).toBeGreaterThan(10 * MINUTE)
  })

  it.each(['hold', 'never'] as const)('sends no second copy by itself with the policy %s', (policy) => {
    expect(settle({ kind: 'in_doubt', reply: 'closed' }, first, { ...rules, policy })).toMatchObject({
      state: 'in_doubt',
      holdUntil: null,
    })
  })

  it('uses up no attempt when the recipient was not tried, even after the time for it', () => {
    const late = { ...rules, now: 1000 * HOUR }
    expect(settle({ kind: 'untried', reply: 'refused' }, { attempt: 3, plannedAt: 0 }, late)).toEqual({
      state: 'ready',
      reply: 'refused',
      nextAt: null,
      holdUntil: null,
      suppress: false,
      countsAttempt: false,
    })
  })
})
