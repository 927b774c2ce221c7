import { expect, test } from 'vitest'
import { limiter } from './limits.ts'

test('each key has as many as are allowed, and is told how long to wait for more', () => {
  const limit = limiter({ most: 2, perMs: 1000 })
  expect([limit.take('a', 0), limit.take('a', 400), limit.take('a', 700), limit.take('b', 700)]).toEqual([0, 0, 300, 0])
})

test('after the time is over a key has as many again', () => {
  const limit = limiter({ most: 1, perMs: 1000 })
  expect([limit.take('a', 0), limit.take('a', 999), limit.take('a', 1000), limit.take('a', 1001)]).toEqual([
    0, 1, 0, 999,
  ])
})

test('a clock that was set back does not lock anybody out', () => {
  const limit = limiter({ most: 1, perMs: 1000 })
  limit.take('a', 1_000_000)
  expect(limit.take('a', 5000)).toBe(0)
})

test('of more keys than it remembers, the oldest is forgotten and the newest is not', () => {
  const limit = limiter({ most: 1, perMs: 1000, keys: 2 })
  for (const key of ['a', 'b', 'c']) limit.take(key, 0)
  expect([limit.take('c', 1), limit.take('a', 1)]).toEqual([999, 0])
})
