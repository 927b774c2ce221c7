import { expect, test } from 'vitest'
import { podcast } from './podcast.ts'

const show = {
  cover: 'https://example.org/cover.jpg?v=2',
  category: 'Society & Culture > Documentary',
  owner: { name: 'Ada Example', email: 'ada@example.org' },
}

test('a podcast is not explicit unless it says so', () => {
  expect(podcast.parse(show)).toEqual({ ...show, explicit: false })
})

test.each([
  ['cover', '/cover.jpg', 'is not a web address'],
  ['cover', 'https://example.org/cover.webp', 'is neither JPEG nor PNG by its name'],
  ['category', 'Books', ''],
  ['owner', { name: 'Ada Example', email: 'ada' }, 'is not a mail address'],
  ['owner', { name: ' ', email: 'ada@example.org' }, ''],
])('refuses the %s %j', (key, value, reason) => {
  const { error } = podcast.safeParse({ ...show, [key]: value })
  expect(error?.issues.map(({ message }) => message).join()).toContain(reason)
  expect(error?.issues[0]?.path[0]).toBe(key)
})
