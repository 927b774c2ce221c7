import { describe, expect, it } from 'vitest'
import type { KnownPost } from '../posts/known.ts'
import { choosePosts, sinceMs } from './choose.ts'

const all = { cursor: 0, topics: null }
const may = (day: number) => Date.UTC(2024, 4, day)

function post(seq: number, day: number, changes: Partial<KnownPost> = {}): KnownPost {
  return {
    id: `tag:blog.example.org,2024:${seq}`,
    seq,
    path: `${seq}.md`,
    slug: `${seq}`,
    location: `${seq}`,
    title: `Post ${seq}`,
    permalink: null,
    publishedAt: may(day),
    updatedAt: null,
    announcedAt: may(day),
    withdrawnAt: null,
    fingerprint: `${seq}`,
    bodyHash: '',
    tags: [],
    aliases: [],
    ...changes,
  }
}

const numbers = (posts: KnownPost[]) => posts.map(({ seq }) => seq)

describe('choosePosts', () => {
  it('takes what was announced after the cursor', () => {
    expect(numbers(choosePosts([post(1, 1), post(2, 2), post(3, 3)], { cursor: 1, topics: null }, 0))).toEqual([3, 2])
  })

  it('puts the newest post first, whatever the order of announcement', () => {
    expect(numbers(choosePosts([post(1, 9), post(2, 2), post(3, 5)], all, 0))).toEqual([1, 3, 2])
  })

  it('puts the one announced later first among posts of the same moment', () => {
    expect(numbers(choosePosts([post(1, 5), post(2, 5)], all, 0))).toEqual([2, 1])
  })

  it('leaves out withdrawn posts', () => {
    expect(numbers(choosePosts([post(1, 1), post(2, 2, { withdrawnAt: may(3) })], all, 0))).toEqual([1])
  })

  it('leaves out posts published before the first day, and none of that moment', () => {
    expect(numbers(choosePosts([post(1, 1), post(2, 2), post(3, 3)], all, may(2)))).toEqual([3, 2])
  })

  it('takes a post when one of its tags is wanted, whatever its case', () => {
    const log = [post(1, 1, { tags: ['Rust', 'WebAssembly'] }), post(2, 2, { tags: ['travel'] }), post(3, 3)]
    expect(numbers(choosePosts(log, { cursor: 0, topics: ['rust', 'cooking'] }, 0))).toEqual([1])
  })

  it('takes a tag for the same when only its Unicode form differs', () => {
    const log = [post(1, 1, { tags: ['Cafe\u0301'] })]
    expect(numbers(choosePosts(log, { cursor: 0, topics: ['caf\u00e9'] }, 0))).toEqual([1])
  })

  it('takes no post for an empty list of topics', () => {
    expect(choosePosts([post(1, 1, { tags: ['rust'] })], { cursor: 0, topics: [] }, 0)).toEqual([])
  })

  it('leaves the log as it was', () => {
    const log = [post(1, 9), post(2, 2)]
    choosePosts(log, all, 0)
    expect(numbers(log)).toEqual([1, 2])
  })
})

describe('sinceMs', () => {
  it('is midnight in the zone', () => {
    expect(new Date(sinceMs('2024-05-20', 'Europe/Berlin')).toISOString()).toBe('2024-05-19T22:00:00.000Z')
  })

  it('is the first moment of a day whose midnight is skipped', () => {
    expect(new Date(sinceMs('2018-11-04', 'America/Sao_Paulo')).toISOString()).toBe('2018-11-04T03:00:00.000Z')
  })
})
