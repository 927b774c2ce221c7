import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyRing, type Purpose, readToken, signToken } from './token.ts'

const FIRST = 'first secret of thirty-two letters'
const SECOND = 'second secret of thirty-two letters'
const keys = keyRing(FIRST)
const ada = { subscriberId: 42, tokenEpoch: 1 }

describe('signToken', () => {
  it('can be read again for the same purpose', () => {
    expect(readToken(keys, 'unsubscribe', signToken(keys, 'unsubscribe', ada))).toEqual(ada)
  })

  it('is the same each time, so that the bytes of a message are', () => {
    expect(signToken(keys, 'unsubscribe', ada)).toBe(signToken(keys, 'unsubscribe', ada))
  })

  it('needs no escaping in a URL and has 25 to 40 characters for ten million million subscribers', () => {
    expect(signToken(keys, 'preferences', { subscriberId: 0, tokenEpoch: 0 })).toMatch(/^[\w-]{25,40}$/)
    expect(signToken(keys, 'preferences', { subscriberId: 1e13, tokenEpoch: 1e6 })).toMatch(/^[\w-]{25,40}$/)
  })

  it('refuses what is no whole number', () => {
    expect(() => signToken(keys, 'confirm', { subscriberId: -1, tokenEpoch: 0 })).toThrow(RangeError)
    expect(() => signToken(keys, 'confirm', { subscriberId: 1, tokenEpoch: 0.5 })).toThrow(RangeError)
  })
})

describe('readToken', () => {
  it('gives back every subscriber and epoch', () => {
    const whole = fc.maxSafeNat()
    fc.assert(
      fc.property(whole, whole, (subscriberId, tokenEpoch) => {
        const subject = { subscriberId, tokenEpoch }
        expect(readToken(keys, 'confirm', signToken(keys, 'confirm', subject))).toEqual(subject)
      }),
    )
  })

  it('refuses a token of another purpose', () => {
    const purposes: Purpose[] = ['unsubscribe', 'preferences', 'confirm']
    const token = signToken(keys, 'unsubscribe', ada)
    expect(purposes.filter((purpose) => readToken(keys, purpose, token))).toEqual(['unsubscribe'])
  })

  it('refuses a token with any bit changed', () => {
    const bytes = Buffer.from(signToken(keys, 'unsubscribe', ada), 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(readToken(keys, 'unsubscribe', changed.toString('base64url'))).toBeNull()
    }
  })

  it.each([
    '',
    'x',
    '=',
    'A'.repeat(30),
    'A'.repeat(1_000_000),
    '../../etc/passwd',
    'ä'.repeat(30),
  ])('refuses %j', (token) => {
    expect(readToken(keys, 'unsubscribe', token)).toBeNull()
  })

  it('refuses another spelling of the same bytes', () => {
    const token = signToken(keys, 'unsubscribe', ada)
    expect(readToken(keys, 'unsubscribe', `${token}=`)).toBeNull()
    expect(readToken(keys, 'unsubscribe', ` ${token}`)).toBeNull()
  })

  it('refuses a token that another secret signed', () => {
    expect(readToken(keyRing(SECOND), 'unsubscribe', signToken(keys, 'unsubscribe', ada))).toBeNull()
  })
})

describe('keyRing', () => {
  it('signs with the first secret and still reads the tokens of the others', () => {
    const rotated = keyRing(`${SECOND}, ${FIRST}`)
    expect(readToken(rotated, 'unsubscribe', signToken(keys, 'unsubscribe', ada))).toEqual(ada)
    expect(signToken(rotated, 'unsubscribe', ada)).toBe(signToken(keyRing(SECOND), 'unsubscribe', ada))
  })

  it('reads the right token even where two secrets have one id', () => {
    const [one, two] = twoSecretsOfOneId()
    const both = keyRing(`${one},${two}`)
    expect(both.old[0]?.id).toBe(both.current.id)
    expect(readToken(both, 'unsubscribe', signToken(keyRing(two), 'unsubscribe', ada))).toEqual(ada)
  })

  it.each([
    ['', 'SECRET_KEY is empty.'],
    [' , ', 'SECRET_KEY is empty.'],
    ['short', 'SECRET_KEY has 5 characters; it needs at least 32. Make one with: node -p'],
    [`${FIRST},tiny`, 'SECRET_KEY: secret 2 of 2 has 4 characters; it needs at least 32.'],
  ])('refuses %j', (text, message) => {
    expect(() => keyRing(text)).toThrow(message)
  })

  it('never shows a secret in an error', () => {
    expect(() => keyRing('hunter2hunter2')).toThrow(/^(?!.*hunter2)/)
  })

  it('keeps a secret once that is listed twice', () => {
    expect(keyRing(`${FIRST},${FIRST}`).old).toEqual([])
  })
})

function twoSecretsOfOneId(): [string, string] {
  const byId = new Map<number, string>()
  for (let number = 0; ; number++) {
    const secret = `secret number ${number} padded with letters`
    const before = byId.get(keyRing(secret).current.id)
    if (before) return [before, secret]
    byId.set(keyRing(secret).current.id, secret)
  }
}
