import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { pauseFor } from './turns.ts'

it('a pause until a time that has passed warns nobody', async () => {
  const ended = new AbortController()
  const warning = once(process, 'warning', { signal: ended.signal }).then(
    ([{ name }]) => name,
    () => 'none',
  )
  await pauseFor(-5)
  await setImmediate()
  ended.abort()
  expect(await warning).toBe('none')
})
