import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readPostText, readStill } from './read.ts'

let dir: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dateline-read-'))
})

afterEach(() => rmSync(dir, { recursive: true }))

function reading(bytes: string | Uint8Array) {
  writeFileSync(join(dir, 'a.md'), bytes)
  return readPostText(dir, 'a.md')
}

describe('the text of a post', () => {
  test('is read as UTF-8', () => {
    expect(reading('# Grüße 😀\r\n')).toBe('# Grüße 😀\r\n')
  })

  test('is without its byte order mark', () => {
    expect(reading('\ufeffHello')).toBe('Hello')
  })

  test('may be UTF-16 of either order with its mark', () => {
    const little = Buffer.from('\ufeffGrüße 😀', 'utf16le')
    expect(reading(little)).toBe('Grüße 😀')
    expect(reading(Buffer.from(little).swap16())).toBe('Grüße 😀')
  })

  test('may be empty', () => {
    expect(reading('')).toBe('')
  })

  test('in another encoding is refused with line, byte and fix', () => {
    expect(reading(Buffer.from('one\nt\xc3\xb6o\nthr\xe9e\nfour', 'latin1'))).toEqual({
      error: 'the byte 0xE9 is no UTF-8. Save the file as UTF-8.',
      line: 3,
    })
  })

  test('that ends within a character is refused', () => {
    expect(reading(Buffer.from('one\ntwo \xf0\x9f\x98', 'latin1'))).toMatchObject({ line: 2 })
  })

  test('with a NUL byte is refused with its line', () => {
    expect(reading('one\ntwo\0')).toEqual({
      error: 'a NUL byte stands in the text. Save the file as UTF-8.',
      line: 2,
    })
  })

  test('in half a UTF-16 is refused', () => {
    expect(reading(Buffer.from('\xff\xfea', 'latin1'))).toEqual({
      error: 'the file opens as UTF-16 and is not. Save it as UTF-8.',
      line: null,
    })
  })

  test('beyond 10 MB is refused without being read', () => {
    writeFileSync(join(dir, 'a.md'), '')
    truncateSync(join(dir, 'a.md'), 12_300_000)
    expect(readPostText(dir, 'a.md')).toEqual({
      error: 'the file has 12.3 MB, and a post has at most 10. Split it.',
      line: null,
    })
  })

  test('that is gone is refused with the reason', () => {
    expect(readPostText(dir, 'gone.md')).toEqual({
      error: 'cannot be read (ENOENT): it does not exist. Create it.',
      line: null,
    })
  })

  test('is read again when the file changed meanwhile', () => {
    const file = join(dir, 'a.md')
    writeFileSync(file, 'half')
    let writes = 1
    const bytes = readStill(file, (fd) => {
      const read = readFileSync(fd)
      if (writes-- > 0) appendFileSync(file, ' and half')
      return read
    })
    expect(String(bytes)).toBe('half and half')
  })

  test('is left for the next run while the file does not stand still', () => {
    const file = join(dir, 'a.md')
    writeFileSync(file, 'more')
    const bytes = readStill(file, (fd) => {
      const read = readFileSync(fd)
      appendFileSync(file, ' and more')
      return read
    })
    expect(bytes).toEqual({ error: 'the file is being written. It is read again at the next run.', line: null })
  })
})
