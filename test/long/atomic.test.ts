import { expect, it } from 'vitest'
import { rebuildWhileRead } from '../support/rebuilding.ts'
import { publicTree } from '../support/tree.ts'

const ROUNDS = 1000
const KILLS = 25

it('shows a polling reader whole documents only, through 1,000 rebuilds of which some are killed', async () => {
  const { site, seen } = await rebuildWhileRead(ROUNDS, KILLS)
  expect(Math.min(...seen)).toBeGreaterThan(ROUNDS / 10)
  expect([...publicTree(site).keys()].filter((name) => name.includes('.tmp'))).toEqual([])
})
