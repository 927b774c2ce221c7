import { expect, test } from 'vitest'
import { levelsOf } from './level.ts'

test('a single post is shown at greater length than the first of several', () => {
  expect(levelsOf(1)[0]?.lead).toBeGreaterThan(levelsOf(2)[0]?.lead ?? 0)
})

test('a dozen posts are all told at first', () => {
  expect(levelsOf(12)[0]).toMatchObject({ told: 12, shown: 12 })
})

test('all posts are shown until a single excerpt is left', () => {
  const levels = levelsOf(200)
  const single = levels.findIndex(({ told }) => told === 1)
  for (const { shown } of levels.slice(0, single + 1)) expect(shown).toBe(200)
  expect(levels[single + 1]?.shown).toBeLessThan(200)
})

test.each([1, 2, 12, 500])('each level of %i posts shows less than the one before, down to no post', (count) => {
  const sizes = levelsOf(count).map(({ lead, rest, told, shown }) => lead + rest * Math.max(told - 1, 0) + 1000 * shown)
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  expect(levelsOf(count).at(-1)?.shown).toBe(0)
})
