import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseServer, sharesOf } from './shares.ts'

describe('connections', () => {
  test.each([
    [[1], 5, [5]],
    [[1, 1], 5, [3, 2]],
    [[3, 1], 4, [3, 1]],
    [[98, 1, 1], 5, [3, 1, 1]],
    [[1, 3], 1, [0, 1]],
    [[1, 0], 5, [5, 0]],
    [[0, 0], 5, [0, 0]],
  ])('of weights %j share %i as %j', (weights, connections, shares) => {
    expect(sharesOf(weights, connections)).toEqual(shares)
  })

  test('are never more than there are, and all are used', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 50 }), (each, connections) => {
        fc.pre(each.some((weight) => weight > 0))
        const shares = sharesOf(each, connections)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(connections)
        expect(shares.every((share, at) => share >= 0 && (each[at] !== 0 || share === 0))).toBe(true)
      }),
    )
  })
})

describe('the server of the next message', () => {
  const server = (weight: number, more = {}) => ({ weight, share: 2, busy: 0, given: 0, ...more })

  test('is chosen by weight', () => {
    const servers = [server(3), server(1)]
    for (let n = 0; n < 400; n++) chooseServer(servers)!.given++
    expect(servers.map(({ given }) => given)).toEqual([300, 100])
  })

  test('is another one while one is slow', () => {
    const slow = server(9, { busy: 5 })
    const other = server(1)
    expect(chooseServer([slow, other])).toBe(other)
  })

  test('is none where there is none', () => {
    expect(chooseServer([])).toBe(null)
  })
})
