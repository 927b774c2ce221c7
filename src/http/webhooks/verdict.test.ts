import { expect, it } from 'vitest'
import { codeIn, weightOf } from './verdict.ts'

it.each([
  ['5.1.1', '5.1.1'],
  ['smtp;550 5.1.1 no such user', '5.1.1'],
  ['550-5.7.26 not authenticated', '5.7.26'],
  ['smtp; 552 #5.2.2 full', '5.2.2'],
  ['4.0.0 later', '4.0.0'],
  ['refused by 5.1.1.1', null],
  ['your address 15.1.1 or 192.4.1.1 is listed', null],
  ['version 3.1.1', null],
  ['', null],
])('finds in %j the code %s', (words, code) => {
  expect(codeIn(words)).toBe(code)
})

it.each([
  ['5.1.1', 'hard'],
  [null, 'hard'],
  ['4.4.7', null],
  ['5.2.2', null],
  ['5.7.1', null],
])('takes an address that the provider calls gone, with %j, for %j', (status, weight) => {
  expect(weightOf('gone', status)).toBe(weight)
})
