import { expect, test } from 'vitest'
import { requestPath } from './request-path.ts'

test.each([
  ['/rss.xml', 'rss.xml'],
  ['/tags/%E6%97%A5%E6%9C%AC/rss.xml', 'tags/日本/rss.xml'],
  ['/a%20b%25.txt', 'a b%.txt'],
])('%s names %s', (path, name) => {
  expect(requestPath(path)).toBe(name)
})

test.each([
  '/',
  '//rss.xml',
  '/tags//rss.xml',
  '/tags/',
  '/./rss.xml',
  '/../rss.xml',
  '/%2e%2e/rss.xml',
  '/tags%2frss.xml',
  '/tags%5crss.xml',
  '/rss.xml%00',
  '/%E0%A4%A',
  '/%',
])('%s names nothing', (path) => {
  expect(requestPath(path)).toBe(null)
})
