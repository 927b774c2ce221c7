import { expect, test } from 'vitest'
import { KeptFiles } from './kept-files.ts'

/** A reader that counts how often each file was read. */
function reading() {
  const reads: string[] = []
  const kept = new KeptFiles<string>(100)
  const get = (name: string, size: number, stamp = '1') =>
    kept.get(name, { stamp, size }, async () => {
      reads.push(name)
      return `${name} ${stamp}`
    })
  return { get, reads }
}

test('a file is read once while its stamp stays', async () => {
  const { get, reads } = reading()
  await Promise.all([get('a', 10), get('a', 10)])
  expect([await get('a', 10), reads]).toEqual(['a 1', ['a']])
})

test('a file with another stamp is read again', async () => {
  const { get, reads } = reading()
  await get('a', 10)
  expect([await get('a', 10, '2'), reads]).toEqual(['a 2', ['a', 'a']])
})

test('what was not asked for the longest goes when there are too many bytes', async () => {
  const { get, reads } = reading()
  for (const name of ['a', 'b', 'a', 'c']) await get(name, 40)
  for (const name of ['a', 'c', 'b']) await get(name, 40)
  expect(reads).toEqual(['a', 'b', 'c', 'b'])
})

test('a file that could not be read is tried again', async () => {
  const kept = new KeptFiles<string>(100)
  const failing = kept.get('a', { stamp: '1', size: 1 }, () => Promise.reject(new Error('gone')))
  await expect(failing).rejects.toThrow('gone')
  expect(await kept.get('a', { stamp: '1', size: 1 }, async () => 'back')).toBe('back')
})
