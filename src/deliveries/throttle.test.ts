import { describe, expect, it } from 'vitest'
import { afterAsking, afterTaking, isTooMuch, resized, type Throttle, unthrottled } from './throttle.ts'

const FIRST = 5000
const took = (throttle: Throttle, messages: number) =>
  Array.from({ length: messages }).reduce<Throttle>(
    (bearing) => afterTaking(bearing, Number.POSITIVE_INFINITY),
    throttle,
  )

describe('a server that asks for less', () => {
  it('is left alone for five seconds, and then gets one connection', () => {
    expect(afterAsking(unthrottled(8), 0, 100, FIRST)).toMatchObject({ width: 1, ceiling: 4, pausedUntil: 5100 })
  })

  it('gets one more connection after every 50 messages, up to half of what it had', () => {
    const asked = afterAsking(unthrottled(8), 0, 0, FIRST)
    expect([49, 50, 100, 150, 200].map((messages) => took(asked, messages).width)).toEqual([1, 2, 3, 4, 4])
  })

  it('gets more than that only after 500 messages', () => {
    const asked = afterAsking(unthrottled(4), 0, 0, FIRST)
    expect([499, 500, 1000, 5000].map((messages) => took(asked, messages).width)).toEqual([2, 3, 4, 4])
  })

  it('asks once, whatever was on the wire at the time', () => {
    const asked = afterAsking(unthrottled(8), 90, 100, FIRST)
    expect(afterAsking(asked, 95, 200, FIRST)).toBe(asked)
  })

  it('is left alone for twice as long while it repeats itself, up to two minutes', () => {
    let [now, throttle] = [0, unthrottled(8)]
    const pauses = Array.from({ length: 7 }, () => {
      throttle = afterAsking(throttle, now, now, FIRST)
      const pause = throttle.pausedUntil - now
      now = throttle.pausedUntil + 1
      return pause / 1000
    })
    expect(pauses).toEqual([5, 10, 20, 40, 80, 120, 120])
    expect(isTooMuch(throttle, now, FIRST)).toBe(true)
    expect(isTooMuch(took(throttle, 1), now, FIRST)).toBe(false)
  })

  it('has taken nothing since while what was under way before is taken', () => {
    const asked = afterAsking(unthrottled(8), 0, 1000, FIRST)
    expect(afterTaking(asked, 999)).toEqual(asked)
    expect(afterTaking(asked, 1001).taken).toBe(1)
  })

  it('is left alone for half as long when it took something in between', () => {
    let [now, throttle] = [0, unthrottled(8)]
    const pauses = Array.from({ length: 6 }, () => {
      throttle = took(afterAsking(throttle, now, now, FIRST), 1)
      const pause = throttle.pausedUntil - now
      now = throttle.pausedUntil + 1
      return pause
    })
    expect(pauses).toEqual([5000, 2500, 1250, 625, 625, 625])
  })

  it('begins with five seconds again once it has taken 50 messages', () => {
    const asked = afterAsking(unthrottled(8), 0, 0, FIRST)
    expect(afterAsking(took(asked, 50), 6000, 6000, FIRST).pausedUntil).toBe(11_000)
  })
})

describe('a share of the connections', () => {
  it('grows and shrinks freely while nobody asked for less', () => {
    expect(resized(resized(unthrottled(2), 5), 3)).toMatchObject({ size: 3, ceiling: 3, width: 3 })
  })

  it('that grows gives no more to a server that asked for less', () => {
    const asked = afterAsking(unthrottled(4), 0, 0, FIRST)
    expect(resized(asked, 8)).toMatchObject({ size: 8, ceiling: 2, width: 1 })
  })
})
