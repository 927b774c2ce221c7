import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { postId } from './post-id.ts'
import { postUrl } from './post-url.ts'

const site = { url: 'https://example.org/blog', permalink: '/{path}/', timezone: 'Europe/Berlin' }
const post = {
  location: 'notes/hello',
  slug: 'hello',
  permalink: null as string | null,
  publishedAt: Date.UTC(2024, 4, 31, 22, 30),
}
const urlAt = (location: string) => postUrl({ ...post, location }, site)

describe('the address of a post', () => {
  test.each([
    ['notes/hello', 'https://example.org/blog/notes/hello/'],
    ['a b', 'https://example.org/blog/a%20b/'],
    ['november-4,-2024:-a-day', 'https://example.org/blog/november-4,-2024:-a-day/'],
    ['post/a-/-b-/-c', 'https://example.org/blog/post/a-/-b-/-c/'],
    ['café', 'https://example.org/blog/caf%C3%A9/'],
    ['100%?#[x]', 'https://example.org/blog/100%25%3F%23%5Bx%5D/'],
  ])('at %s is %s', (location, url) => expect(urlAt(location)).toBe(url))

  test("has year, month and day of the site's zone", () => {
    const permalink = '/{year}/{month}/{day}/{slug}.html'
    expect(postUrl(post, { ...site, permalink })).toBe('https://example.org/blog/2024/06/01/hello.html')
  })

  test.each([
    ['/about us/', 'https://example.org/blog/about%20us/'],
    ['/caf%C3%A9/?p=1#top', 'https://example.org/blog/caf%C3%A9/?p=1#top'],
    ['//evil.example/x', 'https://example.org/blog/evil.example/x'],
    ['https://other.example/é', 'https://other.example/%C3%A9'],
  ])('is its own permalink %s', (permalink, url) => expect(postUrl({ ...post, permalink }, site)).toBe(url))

  test('is a valid URL below the site for any location', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const url = urlAt(`post/x${name}`)
        expect(url).toMatch(/^https:\/\/example\.org\/blog\/post\/[!-~]+$/)
        expect(decodeURIComponent(new URL(url).pathname)).toBe(`/blog/post/x${name}/`)
      }),
    )
  })
})

describe('the permanent id of a post', () => {
  test("is a tag URI of host, day in the site's zone and slug", () => {
    expect(postId('Example.org:8080', post, 'Europe/Berlin')).toBe('tag:example.org,2024-06-01:hello')
  })

  test('has its slug encoded, with the slashes kept', () => {
    expect(postId('example.org', { ...post, slug: 'a-/-b c#é' }, 'UTC')).toBe(
      'tag:example.org,2024-05-31:a-/-b%20c%23%C3%A9',
    )
  })
})
