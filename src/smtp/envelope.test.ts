import { expect, test } from 'vitest'
import { envelopeFault } from './envelope.ts'

test('an ordinary envelope has no fault', () => {
  expect(envelopeFault({ from: 'digest@blog.example', to: 'ada+news@example.org' })).toBe(null)
})

test.each([
  'a\r\nRCPT TO:<b@c.example>@example.org',
  'a\n@example.org',
  'a\0@example.org',
  'a@example.org\r',
])('a line break or NUL in %j is refused', (to) => {
  expect(envelopeFault({ from: 'digest@blog.example', to })).toMatchObject({
    field: 'to',
    detail: expect.stringContaining('line break or NUL'),
  })
})

test.each([
  '',
  'ada',
  'a b@example.org',
  '<a@example.org>',
  'ä@example.org',
  'a@b> SIZE=1',
])('an address that MAIL cannot carry is refused: %j', (from) => {
  expect(envelopeFault({ from, to: 'ada@example.org' })?.field).toBe('from')
})
