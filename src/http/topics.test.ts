import { expect, test } from 'vitest'
import { countTopics, topicsOf } from './topics.ts'

test('tags that differ only in case are one topic, counted once for each post', () => {
  const counts = countTopics([
    { tags: ['Rust', 'rust', 'ops'], posts: 1 },
    { tags: ['RUST'], posts: 3 },
  ])
  expect(topicsOf(counts, [])).toEqual([
    { topic: 'ops', posts: 1 },
    { topic: 'rust', posts: 4 },
  ])
})

test('a topic that was chosen stays in the list when no post has it any more', () => {
  expect(topicsOf(new Map(), ['sailing'])).toEqual([{ topic: 'sailing', posts: 0 }])
})

test('of very many tags, those of most posts are offered', () => {
  const tagged = Array.from({ length: 500 }, (_, n) => ({ tags: [`tag${n}`, 'common'], posts: 1 }))
  const topics = topicsOf(countTopics(tagged), []).map(({ topic }) => topic)
  expect(topics).toHaveLength(60)
  expect(topics).toContain('common')
})
