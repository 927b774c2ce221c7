import { describe, expect, test } from 'vitest'
import { pace, turns } from './pace.ts'

describe('a limit of messages per second', () => {
  test('turns lie an interval apart, whoever asks', () => {
    const next = turns(100)
    expect([next(0), next(0), next(0), next(250)]).toEqual([0, 100, 200, 50])
  })

  test('an idle time saves up no turns', () => {
    const next = turns(100)
    next(0)
    expect([next(10_000), next(10_000)]).toEqual([0, 100])
  })

  test('a turn that is waited for ends when the sender closes', async () => {
    const closing = new AbortController()
    const turn = pace(0.001)
    await turn(closing.signal)
    const second = turn(closing.signal)
    closing.abort()
    await expect(second).rejects.toThrow()
  })
})
