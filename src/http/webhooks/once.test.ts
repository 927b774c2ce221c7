import { expect, it } from 'vitest'
import { onceEach } from './once.ts'

const [ONE, OTHER] = [Buffer.from('one'), Buffer.from('other')]

it('takes a token with the body that it came with first, and with no other', () => {
  const once = onceEach(1000)
  expect([once('a', ONE, 0), once('a', OTHER, 1), once('a', ONE, 2), once('b', OTHER, 3)]).toEqual([
    true,
    false,
    true,
    true,
  ])
})

it('forgets a token when nobody can use it any more', () => {
  const once = onceEach(1000)
  expect([once('a', ONE, 0), once('a', OTHER, 999), once('a', OTHER, 1000)]).toEqual([true, false, true])
})

it('remembers so many, and of more the latest', () => {
  const once = onceEach(1000, 2)
  for (const token of ['a', 'b', 'c']) once(token, ONE, 0)
  expect([once('c', OTHER, 1), once('b', OTHER, 1)]).toEqual([false, false])
  expect(once('a', OTHER, 2)).toBe(true)
})
