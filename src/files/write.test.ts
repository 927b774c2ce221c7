import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { removeLeftovers, writeIfChanged } from './write.ts'

let dir: string
let file: string

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dateline-write-'))
  file = join(dir, 'rss.xml')
})

afterEach(() => rmSync(dir, { recursive: true }))

const pass = () => {}

describe('a file that is written when it changed', () => {
  test('has the new content, and nothing lies beside it', () => {
    writeFileSync(file, 'old')
    expect(writeIfChanged(file, 'new ü', pass)).toBe('written')
    expect(readFileSync(file, 'utf8')).toBe('new ü')
    expect(readdirSync(dir)).toEqual(['rss.xml'])
  })

  test('is left alone, inode and time, when the bytes are the same', () => {
    writeFileSync(file, 'same')
    const before = statSync(file)
    expect(writeIfChanged(file, Buffer.from('same'), pass)).toBe('unchanged')
    expect(statSync(file)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs })
  })

  test('stays as it was, by name, when the check refuses the new content', () => {
    writeFileSync(file, 'good')
    const refuse = (text: string) => {
      throw new Error(`"${text}" is no feed.`)
    }
    expect(() => writeIfChanged(file, 'bad', refuse)).toThrow(
      `${file}: the new content was refused, and the file stays as it was: "bad" is no feed.`,
    )
    expect(readFileSync(file, 'utf8')).toBe('good')
    expect(readdirSync(dir)).toEqual(['rss.xml'])
  })

  test('is made together with its folders', () => {
    const deep = join(dir, 'public', 'tags', 'rss.xml')
    expect(writeIfChanged(deep, 'new', pass)).toBe('written')
    expect(readFileSync(deep, 'utf8')).toBe('new')
  })

  test('can be read by everybody, whatever the umask', () => {
    const before = process.umask(0o077)
    try {
      writeIfChanged(file, 'new', pass)
    } finally {
      process.umask(before)
    }
    expect(statSync(file).mode & 0o777).toBe(0o644)
  })

  test('never carries the same second as the version before', () => {
    const seconds = ['one', 'two', 'three'].map((text) => {
      writeIfChanged(file, text, pass)
      return Math.floor(statSync(file).mtimeMs / 1000)
    })
    expect(new Set(seconds).size).toBe(3)
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b))
  })

  test('is refused with place and fix where a folder has its name', () => {
    mkdirSync(file)
    expect(() => writeIfChanged(file, 'new', pass)).toThrow(
      `${file}: cannot be read (EISDIR): it is a folder. Move the folder away.`,
    )
  })

  test('is refused with place and fix where its folder is a file', () => {
    writeFileSync(join(dir, 'public'), '')
    expect(() => writeIfChanged(join(dir, 'public', 'rss.xml'), 'new', pass)).toThrow(
      /public.rss\.xml: cannot be read \(ENOTDIR\): a part of its path is a file\. Move that file away\.$/,
    )
  })

  test.skipIf(process.platform !== 'linux')('is refused in one line on a full disk, and leaves nothing behind', () => {
    const script = `
      import { writeIfChanged } from ${JSON.stringify(new URL('./write.ts', import.meta.url).href)}
      try { writeIfChanged(${JSON.stringify(file)}, 'x'.repeat(1_000_000), () => {}) } catch (error) { console.log(error.message) }`
    // The shell's limit on the size of files stands in for a disk that is full.
    const shell = 'trap "" XFSZ; ulimit -f 100; exec "$0" --input-type=module-typescript -e "$1"'
    const run = spawnSync('bash', ['-c', shell, process.execPath, script], { encoding: 'utf8' })
    expect(run.stdout).toMatch(/^\S+rss\.xml: cannot be written \(EFBIG\): [^\n]+\n$/)
    expect(readdirSync(dir)).toEqual([])
  })
})

describe('leftovers of a killed run', () => {
  test('are taken away, and nothing else', () => {
    const dead = spawnSync(process.execPath, ['--version']).pid
    for (const name of [
      `.atom.xml.dateline-${dead}.tmp`,
      `.rss.xml.dateline-${process.pid}.tmp`,
      '.other.tmp',
      'a.tmp',
    ]) {
      writeFileSync(join(dir, name), 'half')
    }
    removeLeftovers(dir)
    expect(readdirSync(dir).sort()).toEqual(['.other.tmp', 'a.tmp'])
  })

  test('stay while the process that writes them lives', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
    await once(other, 'spawn')
    const name = `.atom.xml.dateline-${other.pid}.tmp`
    writeFileSync(join(dir, name), 'half')
    removeLeftovers(dir)
    expect(readdirSync(dir)).toContain(name)
    other.stdin.end()
    await once(other, 'exit')
  })

  test('are none in a folder that is not there yet', () => {
    expect(() => removeLeftovers(join(dir, 'archive'))).not.toThrow()
  })
})
