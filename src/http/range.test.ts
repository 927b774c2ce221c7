import { expect, test } from 'vitest'
import { sliceOf } from './range.ts'

test.each([
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-99', { start: 0, end: 99 }],
  ['bytes=10-', { start: 10, end: 99 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  ['bytes=-1', { start: 99, end: 99 }],
  ['bytes=-1000', { start: 0, end: 99 }],
  ['BYTES= 5 - 6 ', { start: 5, end: 6 }],
  [`bytes=0-${'9'.repeat(400)}`, { start: 0, end: 99 }],
])('%s of 100 bytes is a slice', (range, slice) => {
  expect(sliceOf(range, 100)).toEqual(slice)
})

test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('%s of 100 bytes is nothing', (range) => {
  expect(sliceOf(range, 100)).toBe('none')
})

test.each([
  undefined,
  '',
  'bytes=',
  'bytes=-',
  'bytes=6-5',
  'bytes=a-b',
  'bytes=0-1,5-6',
  'lines=0-1',
  '0-1',
])('%s gets the whole file', (range) => {
  expect(sliceOf(range, 100)).toBe('whole')
})

test('of an empty file there is no first byte, and its last bytes are all of it', () => {
  expect([sliceOf('bytes=0-', 0), sliceOf('bytes=-5', 0)]).toEqual(['none', 'whole'])
})
