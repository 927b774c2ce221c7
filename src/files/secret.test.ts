import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { secretAt, touchPrivateFile } from './secret.ts'

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'dateline-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

it('keeps a secret that only the owner may read, and gives the same one again', () => {
  const file = join(folder(), 'data', 'secret.key')
  const secret = secretAt(file, true)
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(secretAt(file, true)).toBe(secret)
  expect([modeOf(join(file, '..')), modeOf(file)]).toEqual(['700', '600'])
})

it('writes nothing when it is not to be kept', () => {
  const dir = folder()
  secretAt(join(dir, 'data', 'secret.key'), false)
  expect(readdirSync(dir)).toEqual([])
})

it('makes an empty file that only the owner may read, and leaves one that is there', () => {
  const file = join(folder(), 'data', 'dateline.db')
  touchPrivateFile(file)
  expect([modeOf(join(file, '..')), modeOf(file), statSync(file).size]).toEqual(['700', '600', 0])
  touchPrivateFile(file)
})
