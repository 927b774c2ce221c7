import type { ListDocument } from './document.ts'

/** A list of the feeds of a site with two tags. */
export function list(format: 'opml' | 'html'): ListDocument {
  return {
    name: format === 'opml' ? 'feeds.opml' : 'subscribe.html',
    format,
    posts: [],
    tags: [
      { tag: 'C++ & <x>', path: 'c-x--123456789abc', posts: 1 },
      { tag: '日本', path: '日本', posts: 12 },
    ],
    key: '',
  }
}
