import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inPieces } from './in-pieces.ts'

it('goes on from where the piece before ended, until nothing is left', async () => {
  const seen: (number | undefined)[] = []
  await inPieces<number>(undefined, async (_, after) => {
    seen.push(after)
    return seen.length < 4 ? seen.length : null
  })
  expect(seen).toEqual([undefined, 1, 2, 3])
})

it('lets others have their turn after each piece', async () => {
  const turns: string[] = []
  const other = async () => {
    for (let n = 0; n < 3; n++) {
      await setImmediate()
      turns.push('other')
    }
  }
  const work = inPieces<number>(undefined, async () => (turns.push('piece') < 5 ? 1 : null))
  await Promise.all([work, other()])
  expect(turns.slice(0, 4)).toEqual(['piece', 'other', 'piece', 'other'])
})

it('makes pieces larger while they take little time, within bounds', async () => {
  const limits: number[] = []
  await inPieces<number>(undefined, async (limit) => (limits.push(limit) < 8 ? 1 : null))
  expect(limits[0]).toBe(100)
  expect(limits.at(-1)).toBe(500)
})

it('ends early when told to stop', async () => {
  const stop = new AbortController()
  let pieces = 0
  await inPieces<number>(stop.signal, async () => {
    if (++pieces === 2) stop.abort()
    return 1
  })
  expect(pieces).toBe(2)
})
