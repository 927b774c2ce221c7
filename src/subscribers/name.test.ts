import { describe, expect, it } from 'vitest'
import { parseName } from './name.ts'

describe('parseName', () => {
  it('trims and composes a name', () => {
    expect(parseName('  Zoe\u0308 ')).toEqual({ name: 'Zo\u00eb' })
  })

  it('is null when nothing is left', () => {
    expect(parseName('  ')).toEqual({ name: null })
  })

  it.each([
    'Ada\rBcc',
    'Ada\nBcc',
    'Ada\0',
    'Ada\u001b[2J',
    'Ada\u0085x',
    'Ada\u2028x',
    'Ada\ud800',
  ])('refuses %j', (text) => {
    expect(parseName(text)).toEqual({ error: expect.stringContaining('line break or control character') })
  })

  it('takes 200 characters and no more', () => {
    expect(parseName('🙂'.repeat(200))).toEqual({ name: '🙂'.repeat(200) })
    expect(parseName('🙂'.repeat(201))).toEqual({ error: 'name has more than 200 characters. Shorten it.' })
  })
})
