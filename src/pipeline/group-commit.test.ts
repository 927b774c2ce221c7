import { expect, test } from 'vitest'
import { groupCommit } from './group-commit.ts'

/** Longer than a test may take: only what fills a group can end the waiting. */
const NEVER_MS = 600_000

test('a group that is full goes at once, in the order of its items', async () => {
  const groups: number[][] = []
  const write = groupCommit(
    async (items: number[]) => {
      groups.push(items)
      return items.map((item) => item * 2)
    },
    NEVER_MS,
    3,
  )
  expect(await Promise.all([write(1), write(2), write(3)])).toEqual([2, 4, 6])
  expect(await Promise.all([write(4), write(5), write(6)])).toEqual([8, 10, 12])
  expect(groups).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
})

test('what comes while a group is written is the next group, and the two never overlap', async () => {
  const groups: number[][] = []
  let later: Promise<number[]> = Promise.resolve([])
  let busy = false
  const write = groupCommit(async (items: number[]) => {
    expect(busy).toBe(false)
    busy = true
    groups.push(items)
    if (groups.length === 1) later = Promise.all([write(2), write(3)])
    await new Promise(setImmediate)
    busy = false
    return items
  }, 1)
  await write(1)
  expect(await later).toEqual([2, 3])
  expect(groups).toEqual([[1], [2, 3]])
})

test('a group that fails fails for each of its items, and the next one is tried', async () => {
  let fails = true
  const write = groupCommit(
    async (items: number[]) => {
      if (fails) throw new Error('disk full')
      return items
    },
    NEVER_MS,
    2,
  )
  expect(await Promise.allSettled([write(1), write(2)])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
  fails = false
  expect(await Promise.all([write(3), write(4)])).toEqual([3, 4])
})
