import { expect, test } from 'vitest'
import { absoluteMediaUrl, absoluteSrcset, absoluteUrl } from './absolute-url.ts'

const base = 'https://blog.example.org/2024/post/'

test.each([
  ['a.png', 'https://blog.example.org/2024/post/a.png'],
  ['../b', 'https://blog.example.org/2024/b'],
  ['/c?d=e', 'https://blog.example.org/c?d=e'],
  ['//cdn.example.org/x', 'https://cdn.example.org/x'],
  ['#part', 'https://blog.example.org/2024/post/#part'],
  ['a b.png', 'https://blog.example.org/2024/post/a%20b.png'],
  ['mailto:ada@example.org', 'mailto:ada@example.org'],
  ['tel:+4930123', 'tel:+4930123'],
])('a link to %j leads to %s', (reference, expected) => {
  expect(absoluteUrl(reference, base)).toBe(expected)
})

test.each([
  '',
  '  ',
  'https://[',
  'javascript:alert(1)',
  ' java\tscript:x',
  'data:text/html,x',
  'file:///etc/passwd',
])('a link to %j leads nowhere', (reference) => {
  expect(absoluteUrl(reference, base)).toBeUndefined()
})

test('a page loads nothing from a mail address', () => {
  expect(absoluteMediaUrl('mailto:ada@example.org', base)).toBeUndefined()
})

test('every candidate of a srcset is made absolute', () => {
  expect(absoluteSrcset('a.png, b,1.png 2x,/c.png 800w', base)).toBe(
    'https://blog.example.org/2024/post/a.png, https://blog.example.org/2024/post/b,1.png 2x, https://blog.example.org/c.png 800w',
  )
})

test('a candidate of a srcset that cannot be loaded is left out', () => {
  expect(absoluteSrcset('data:image/png;base64,AA 1x, b.png 2x, c.png 0w', base)).toBe(
    'https://blog.example.org/2024/post/b.png 2x',
  )
  expect(absoluteSrcset('javascript:x', base)).toBeUndefined()
})
