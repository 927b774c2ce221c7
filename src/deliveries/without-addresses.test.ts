import { expect, it } from 'vitest'
import { withoutAddresses } from './without-addresses.ts'

it('takes every address out of what a mail server says', () => {
  expect(
    withoutAddresses('554 5.7.1 <ada@example.org>: refused for bob@example.com, see https://example.net/why'),
  ).toBe('554 5.7.1 <(an address)>: refused for (an address), see https://example.net/why')
})
