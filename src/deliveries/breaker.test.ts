import { describe, expect, it } from 'vitest'
import { afterFault, afterProbe, type Breaker, CLOSED, isGivenUp } from './breaker.ts'

const at = (now: number, random = 0.5) => ({ now, random, firstWait: 1000 })
const AWAY = { reason: 'refused the connection', isAway: true, isFinal: false }
const REFUSED = { reason: '451 later', isAway: false, isFinal: false }
const SECOND = 1000

describe('a mail server that cannot be reached', () => {
  it('is probed after 1, 2, 4, 8, 15, 30 and then 60 seconds', () => {
    let [now, breaker] = [0, CLOSED]
    const waits = Array.from({ length: 8 }, () => {
      breaker = afterFault(breaker, AWAY, at(now))
      const wait = breaker.probeAt - now
      now = breaker.probeAt
      return wait / SECOND
    })
    expect(waits).toEqual([1, 2, 4, 8, 15, 30, 60, 60])
  })

  it('is probed a fifth earlier or later by chance, and never after more than a minute', () => {
    const wait = (random: number) => afterFault(CLOSED, AWAY, at(0, random)).probeAt
    expect([wait(0), wait(1)]).toEqual([800, 1200])
    expect(afterFault({ ...CLOSED, openings: 9 }, AWAY, at(0, 1)).probeAt).toBe(60 * SECOND)
  })

  it('is away once, however many messages find it so', () => {
    const once = afterFault(CLOSED, AWAY, at(0))
    expect(afterFault(once, AWAY, at(10))).toEqual(once)
  })

  it('is waited for from the first fault on, until a message gets through', () => {
    const back = afterProbe(afterFault(CLOSED, AWAY, at(0)))
    const again = afterFault(back, AWAY, at(10 * SECOND))
    expect([back.state, again.state, again.since, again.probeAt]).toEqual(['closed', 'open', 0, 12 * SECOND])
    expect([29_999, 30_000].map((now) => isGivenUp(again, now, 30_000))).toEqual([false, true])
  })
})

describe('a mail server that refuses the sender', () => {
  const refused = (times: number, breaker: Breaker = CLOSED) =>
    Array.from({ length: times }).reduce<Breaker>((state) => afterFault(state, REFUSED, at(0)), breaker)

  it('gets no more messages after three refusals in a row', () => {
    expect([1, 2, 3].map((times) => refused(times).state)).toEqual(['closed', 'closed', 'open'])
  })

  it('is tried with one message after a probe, and not with three', () => {
    expect(refused(1, afterProbe(refused(3)))).toMatchObject({ state: 'open', openings: 2 })
  })

  it('is not waited for when that is its last word', () => {
    const final = afterFault(CLOSED, { ...AWAY, isFinal: true }, at(0))
    expect(isGivenUp(final, 0, 30_000)).toBe(true)
  })
})
