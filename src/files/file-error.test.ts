import { expect, test } from 'vitest'
import { fileError } from './file-error.ts'

test.each([
  ['ENOSPC', 'the disk is full. Free some space, then run again.'],
  ['EROFS', 'its disk is read-only. Mount it for writing.'],
  ['EACCES', 'this user may not. Change its owner or its mode.'],
])('the error %s is told in one line with place and fix', (code, fix) => {
  const cause = Object.assign(new Error('from the system'), { code })
  expect(fileError('public/rss.xml', 'written', cause).message).toBe(
    `public/rss.xml: cannot be written (${code}): ${fix}`,
  )
})

test("an error that has no fix of its own keeps the system's words", () => {
  const cause = Object.assign(new Error('EXDEV: cross-device link'), { code: 'EXDEV' })
  expect(fileError('a.xml', 'written', cause).message).toBe(
    'a.xml: cannot be written (EXDEV): EXDEV: cross-device link',
  )
})
