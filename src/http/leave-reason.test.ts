import { expect, test } from 'vitest'
import { leaveReasonIn } from './leave-reason.ts'

test.each([
  [{ reason: 'often' }, 'It comes too often'],
  [{ reason: 'often', words: ' Once a month\r\nwould do. ' }, 'It comes too often: Once a month would do.'],
  [{ words: 'Moving house' }, 'Moving house'],
  [{ reason: 'nonsense', words: '\0\u2028' }, null],
  [{}, null],
])('%j is %j', (given, reason) => {
  expect(leaveReasonIn(given)).toBe(reason)
})

test('words are cut after 500 characters, and none in the middle', () => {
  expect(leaveReasonIn({ words: '😀'.repeat(600) })).toBe('😀'.repeat(500))
})
