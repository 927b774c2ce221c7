import { expect, test } from 'vitest'
import { feedLinks } from './feed-links.ts'

const RSS = 'application/rss+xml; charset=utf-8'
const site = { url: 'https://harbour.example/blog', hub: 'https://hub.example/' }

test('a feed names itself and the hub', () => {
  expect(feedLinks('tags/日本/rss.xml', RSS, site)).toBe(
    '<https://harbour.example/blog/tags/%E6%97%A5%E6%9C%AC/rss.xml>; rel="self", <https://hub.example/>; rel="hub"',
  )
})

test('an archive page names no hub', () => {
  expect(feedLinks('archive/rss-1.xml', RSS, site)).toBe('<https://harbour.example/blog/archive/rss-1.xml>; rel="self"')
})

test('a host that is no ASCII is written as HTTP can hold it', () => {
  expect(feedLinks('rss.xml', RSS, { url: 'https://日本.example', hub: undefined })).toBe(
    '<https://xn--wgv71a.example/rss.xml>; rel="self"',
  )
})

test('a file that is no feed has no links', () => {
  expect(feedLinks('feed.css', 'text/css; charset=utf-8', site)).toBe(null)
})
