import { expect, it } from 'vitest'
import { reportDetail } from './report.ts'

it('keeps what a server said as one line without addresses', () => {
  const said = '550 5.1.1 <ada@example.net>:\r\n Recipient address\trejected\0: User unknown'
  expect(reportDetail(said)).toBe('550 5.1.1 <(an address)>: Recipient address rejected : User unknown')
})

it('keeps no more than 300 characters, and no half of one', () => {
  expect(reportDetail('word '.repeat(10_000))).toHaveLength(300)
  expect(reportDetail(`${'a'.repeat(299)}😀`).isWellFormed()).toBe(true)
  expect(reportDetail(`${'a'.repeat(2_000_000)}@example.net`)).toHaveLength(300)
})
