import { expect, it } from 'vitest'
import { chooseCatchUp, type Newcomer, type PastDigest } from './catch-up.ts'

function digest(id: number, seqs: number[], changes: Partial<PastDigest> = {}): PastDigest {
  const posts = seqs.map((seq) => ({ id: `post-${seq}`, seq, tags: seq % 2 ? ['odd'] : ['even'], withdrawnAt: null }))
  return { id, createdAt: id * 100, posts, ...changes }
}

const ada: Newcomer = { cursor: 9, topics: null, confirmedAt: 1000, had: new Set() }
const chosen = (digests: PastDigest[], changes: Partial<Newcomer> = {}) =>
  chooseCatchUp(digests, { ...ada, ...changes })?.id ?? null

it('is the newest digest, whatever the order', () => {
  expect(chosen([digest(1, [1]), digest(3, [3]), digest(2, [2])])).toBe(3)
})

it('is the longest of those that were planned together', () => {
  const together = { createdAt: 500 }
  expect(chosen([digest(1, [1, 2, 3], together), digest(2, [2], together)])).toBe(1)
})

it('is none where there is no digest yet', () => {
  expect(chosen([])).toBeNull()
})

it('is none that was planned after they had joined, as their own brings its posts', () => {
  expect(chosen([digest(1, [1]), digest(11, [4])])).toBe(1)
})

it('is none with a post that their own first digest brings', () => {
  expect(chosen([digest(1, [1]), digest(2, [2, 10])])).toBe(1)
})

it('is none with a post that was withdrawn', () => {
  const gone = digest(2, [2, 3])
  gone.posts[0]!.withdrawnAt = 900
  expect(chosen([digest(1, [1]), gone])).toBe(1)
})

it('has only posts about their topics', () => {
  expect(chosen([digest(1, [1]), digest(2, [1, 2]), digest(3, [2])], { topics: ['odd'] })).toBe(1)
})

it('has no post that they were sent before they once left', () => {
  expect(chosen([digest(1, [1]), digest(2, [2, 3])], { had: new Set(['post-3']) })).toBe(1)
})
