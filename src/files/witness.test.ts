import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openWitness, readWitness } from './witness.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dateline-witness-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'witness')
}

function open(path: string) {
  const writer = openWitness(path)
  onTestFinished(writer.close)
  return writer
}

describe('the witness', () => {
  it('says nothing where there is no file, or nothing in it, or something else', () => {
    const path = place()
    expect(readWitness(path)).toBe(null)
    open(path)
    expect(readWitness(path)).toBe(null)
    writeFileSync(path, 'what is this?\n'.repeat(9))
    expect(readWitness(path)).toBe(null)
  })

  it('keeps the highest number', () => {
    const path = place()
    const { write } = open(path)
    for (const count of [5, 6, 7, 200, 1_000_003]) {
      write(count)
      expect(readWitness(path)?.count).toBe(count)
    }
  })

  it('does not go back when two write at once, and one of them late', () => {
    const path = place()
    const [one, other] = [open(path), open(path)]
    for (let count = 1; count < 500; count += 2) {
      other.write(count + 1)
      one.write(count)
      expect(readWitness(path)?.count).toBe(count + 1)
    }
  })

  it('says when the last number was written', () => {
    const path = place()
    const before = Date.now()
    open(path).write(1)
    expect(Math.abs((readWitness(path)?.at ?? 0) - before)).toBeLessThan(60_000)
  })
})
