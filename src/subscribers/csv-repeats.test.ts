import { describe, expect, it } from 'vitest'
import { earlierRows } from './csv-repeats.ts'

describe('earlierRows', () => {
  it('tells each of very many addresses from all others', () => {
    const { earlierOf } = earlierRows()
    const again: unknown[] = []
    for (let line = 1; line <= 50_000; line++)
      again.push(earlierOf(`reader${line}@example.org`, { line, hasEnded: false }))
    expect(again.filter((earlier) => earlier !== null)).toEqual([])
    for (let line = 1; line <= 50_000; line += 4999) {
      expect(earlierOf(`reader${line}@example.org`, { line: 99_999, hasEnded: false })).toEqual({
        line,
        hasEnded: false,
      })
    }
  })

  it('remembers a row that ended somebody rather than an earlier one that did not', () => {
    const { earlierOf } = earlierRows()
    expect(earlierOf('ada@example.org', { line: 2, hasEnded: false })).toBeNull()
    expect(earlierOf('ada@example.org', { line: 3, hasEnded: true })).toEqual({ line: 2, hasEnded: false })
    expect(earlierOf('ada@example.org', { line: 4, hasEnded: false })).toEqual({ line: 3, hasEnded: true })
  })
})
