import { expect, it } from 'vitest'
import { scriptOf } from './rules.ts'

const at = (line = '') => ({ connection: 1, message: 1, line })
const to = (reader: number) => at(`RCPT TO:<reader${reader}@readers.example>`)

it('does what a rule says to one reader in so many, so often', () => {
  const script = scriptOf([{ stage: 'rcpt', reply: '450 later', oneIn: 3, times: 1 }])
  expect([to(1), to(3), to(3), to(6)].map((when) => script('rcpt', when)?.reply)).toEqual([
    ...[undefined, '450 later', undefined, '450 later'],
  ])
})

it('remembers at the dot whom a message is for', () => {
  const script = scriptOf([{ stage: 'dot', drop: true, oneIn: 2 }])
  script('rcpt', to(4))
  expect(script('dot', at())).toEqual({ drop: true })
  script('mail', at())
  script('rcpt', to(5))
  expect(script('dot', at())).toBeUndefined()
})

it('counts rules before RCPT over all sessions', () => {
  const script = scriptOf([{ stage: 'banner', drop: true, times: 2 }])
  expect([1, 2, 3].map(() => script('banner', at())?.drop)).toEqual([true, true, undefined])
})
