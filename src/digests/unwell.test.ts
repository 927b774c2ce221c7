import { describe, expect, it } from 'vitest'
import { unwell } from './unwell.ts'

const WELL = { tried: 1000, bounced: 0, complained: 0 }

describe('an edition on its way', () => {
  it.each([
    [{ tried: 10, bounced: 9, complained: 0 }],
    [{ tried: 200, bounced: 10, complained: 0 }],
    [{ tried: 5, bounced: 0, complained: 1 }],
    [{ tried: 2000, bounced: 0, complained: 2 }],
    [{ tried: 0, bounced: 0, complained: 0 }],
  ])('goes on with %o', (health) => {
    expect(unwell(health)).toBe(null)
  })

  it('waits for a person when more than 5 % and at least 10 bounced', () => {
    expect(unwell({ ...WELL, tried: 199, bounced: 10 })).toBe('10 of 199 messages bounced, more than 5 %')
    expect(unwell({ ...WELL, tried: 10, bounced: 10 })).toBe('10 of 10 messages bounced, more than 5 %')
  })

  it('waits for a person when more than 0.1 % and at least 2 complained', () => {
    expect(unwell({ ...WELL, tried: 1999, complained: 2 })).toBe('2 of 1999 readers complained, more than 0.1 %')
  })
})
