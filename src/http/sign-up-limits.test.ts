import { expect, test } from 'vitest'
import { signUpLimits } from './sign-up-limits.ts'

const kinds = (count: number, take: (n: number) => { kind: string }) =>
  Array.from({ length: count }, (_, n) => take(n).kind)

test('a client has twenty sign-ups an hour', () => {
  const take = signUpLimits(500)
  const answers = kinds(21, (n) => take('192.0.2.1', `a${n}@d${n}.example`, 0))
  expect([answers.filter((kind) => kind === 'keep').length, answers.at(-1)]).toEqual([20, 'wait'])
  expect(take('192.0.2.1', 'b@example.org', 3_600_000)).toEqual({ kind: 'keep' })
})

test('clients of one IPv6 /64 are one', () => {
  const take = signUpLimits(500)
  const answers = kinds(21, (n) => take(`2001:db8:0:1::${n + 1}`, `a${n}@d${n}.example`, 0))
  expect(answers.at(-1)).toBe('wait')
  expect(take('2001:db8:0:2::1', 'b@example.org', 0)).toEqual({ kind: 'keep' })
})

test('one address is kept three times an hour, and passed over in silence after that', () => {
  const take = signUpLimits(500)
  expect(kinds(5, (n) => take(`192.0.2.${n}`, 'victim@example.org', 0))).toEqual([
    'keep',
    'keep',
    'keep',
    'passed over',
    'passed over',
  ])
})

test('what is passed over takes nothing from the others of the domain', () => {
  const take = signUpLimits(4)
  for (let n = 0; n < 100; n++) take(`192.0.2.${n}`, 'victim@example.org', 0)
  expect(take('198.51.100.1', 'other@example.org', 0)).toEqual({ kind: 'keep' })
})

test('a mail domain has as many as confirmations are mailed in an hour', () => {
  const take = signUpLimits(5)
  expect(kinds(6, (n) => take(`192.0.2.${n}`, `a${n}@example.org`, 0)).at(-1)).toBe('wait')
  expect(take('192.0.2.99', 'a@example.net', 0)).toEqual({ kind: 'keep' })
})

test('there is a ceiling in all, and it says how long to wait', () => {
  const take = signUpLimits(5)
  kinds(20, (n) => take(`192.0.2.${n}`, `a@d${n}.example`, 0))
  expect(take('192.0.2.99', 'a@new.example', 600_000)).toEqual({ kind: 'wait', ms: 3_000_000 })
})
