import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { configSchema } from '../config/schema.ts'
import { keyRing } from '../subscribers/token.ts'
import { readReturnPath, returnPathOf } from './return-path.ts'

const FIRST = 'first secret of thirty-two letters'
const SECOND = 'second secret of thirty-two letters'
const keys = keyRing(FIRST)
const subject = { deliveryId: 42, plannedAt: Date.UTC(2024, 4, 20, 8) }
const MAILBOX = 'Bounces <bounces@blog.example.org>'

describe('the return path of a delivery', () => {
  it('is the mailbox with a token of lower-case letters and digits, the same each time', () => {
    const address = returnPathOf(MAILBOX, keys, subject)
    expect(address).toMatch(/^bounces\+[a-z2-7]{40}@blog\.example\.org$/)
    expect(returnPathOf('bounces@blog.example.org', keys, subject)).toBe(address)
  })

  it('gives back every delivery and the second in which it was planned, in any case of its letters', () => {
    const times = fc.integer({ min: 0, max: Date.UTC(2100, 0) })
    fc.assert(
      fc.property(fc.nat(2 ** 48 - 1), times, (deliveryId, plannedAt) => {
        const address = returnPathOf(MAILBOX, keys, { deliveryId, plannedAt })
        const read = { deliveryId, plannedAt: plannedAt - (plannedAt % 1000) }
        expect(readReturnPath(keys, address.toUpperCase())).toEqual(read)
        expect(readReturnPath(keys, `<${address}>`)).toEqual(read)
        expect(address.indexOf('@')).toBeLessThanOrEqual(64)
      }),
    )
  })

  it('is read at another domain and behind another delimiter: the token alone counts', () => {
    const token = returnPathOf(MAILBOX, keys, subject).slice(8, 48)
    expect(readReturnPath(keys, `alias-bounces-${token}@mx.example.net`)).toEqual(subject)
  })

  it('is read with every key of the ring, and signed with the first', () => {
    const rotated = keyRing(`${SECOND},${FIRST}`)
    expect(readReturnPath(rotated, returnPathOf(MAILBOX, keys, subject))).toEqual(subject)
    expect(returnPathOf(MAILBOX, rotated, subject)).toBe(returnPathOf(MAILBOX, keyRing(SECOND), subject))
    expect(readReturnPath(keyRing(SECOND), returnPathOf(MAILBOX, keys, subject))).toBeNull()
  })

  it('is void with any character changed', () => {
    const address = returnPathOf(MAILBOX, keys, subject)
    for (let at = 8; at < 48; at++) {
      for (const letter of 'a7') {
        if (address[at] === letter) continue
        expect(readReturnPath(keys, `${address.slice(0, at)}${letter}${address.slice(at + 1)}`)).toBeNull()
      }
    }
  })

  it.each([
    '',
    'bounces@blog.example.org',
    `bounces+${'a'.repeat(40)}@x`,
    `bounces+${'a'.repeat(1_000_000)}@x`,
    '+@',
  ])('is not found in %j', (address) => {
    expect(readReturnPath(keys, address)).toBeNull()
  })

  it.each([
    ['bounces@blog.example.org', true],
    [MAILBOX, true],
    [`${'b'.repeat(24)}@example.org`, false],
    ['bounces@b\u00fccher.example', false],
    ['"a b"@example.org', false],
  ])('is checked in the configuration: %s', (returnPath, isFine) => {
    const site = { title: 'Notes', url: 'https://blog.example.org' }
    const digest = { from: 'ada@example.org', returnPath }
    expect(configSchema.safeParse({ site, digest }).success).toBe(isFine)
  })

  it('has room for a name of 23 characters, and says so', () => {
    expect(returnPathOf(`${'b'.repeat(23)}@example.org`, keys, subject).indexOf('@')).toBe(64)
    expect(() => returnPathOf(`${'b'.repeat(24)}@example.org`, keys, subject)).toThrow(
      'digest.returnPath: "bbbbbbbbbbbbbbbbbbbbbbbb" has 24 characters before the @; 23 are left beside the token.',
    )
  })
})
