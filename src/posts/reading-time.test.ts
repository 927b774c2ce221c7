import { expect, test } from 'vitest'
import { readingMinutes } from './reading-time.ts'

test('the shortest post takes a minute', () => {
  expect(readingMinutes('')).toBe(1)
  expect(readingMinutes('Hello.')).toBe(1)
})

test('220 words take a minute', () => {
  expect(readingMinutes('word '.repeat(1100))).toBe(5)
})

test('500 characters of Chinese take a minute', () => {
  expect(readingMinutes('字'.repeat(2000))).toBe(4)
})

test('code counts half', () => {
  expect(readingMinutes(`\`\`\`\n${'word '.repeat(1760)}\n\`\`\``)).toBe(4)
})

test('addresses of links and tags are not read', () => {
  expect(
    readingMinutes(
      '<b class="a b c d e f g h">x</b> [y](https://example.org/an-address "a b c d e f g").\n\n'.repeat(60),
    ),
  ).toBe(1)
})
