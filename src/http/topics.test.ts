import { expect, test } from 'vitest'
import { topicsOf } from './topics.ts'

test('tags that differ only in case are one topic, counted once for each post that stands', () => {
  const posts = [
    { tags: ['Rust', 'rust', 'ops'], withdrawnAt: null },
    { tags: ['RUST'], withdrawnAt: null },
    { tags: ['gone'], withdrawnAt: 1 },
  ]
  expect(topicsOf(posts, [])).toEqual([
    { topic: 'ops', posts: 1 },
    { topic: 'rust', posts: 2 },
  ])
})

test('a topic that was chosen stays in the list when no post has it any more', () => {
  expect(topicsOf([], ['sailing'])).toEqual([{ topic: 'sailing', posts: 0 }])
})

test('of very many tags, those of most posts are offered', () => {
  const posts = Array.from({ length: 500 }, (_, n) => ({ tags: [`tag${n}`, 'common'], withdrawnAt: null }))
  const topics = topicsOf(posts, []).map(({ topic }) => topic)
  expect(topics).toHaveLength(60)
  expect(topics).toContain('common')
})
