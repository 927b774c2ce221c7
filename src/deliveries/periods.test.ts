import { describe, expect, it } from 'vitest'
import { periodsOf } from './periods.ts'

const at = (text: string) => Date.parse(text)

describe('the day of a limit', () => {
  it('is that of the zone', () => {
    expect(periodsOf(at('2026-11-21T23:30Z'), 'Europe/Berlin')).toEqual({
      day: '2026-11-22',
      month: '2026-11',
      nextDayAt: at('2026-11-23T00:00+01:00'),
    })
  })

  it.each([
    ['has 23 hours', '2026-03-29T12:00Z', '2026-03-30T00:00+02:00'],
    ['has 25 hours', '2026-10-25T12:00Z', '2026-10-26T00:00+01:00'],
  ])('ends at midnight where it %s', (_, now, end) => {
    expect(periodsOf(at(now), 'Europe/Berlin').nextDayAt).toBe(at(end))
  })

  it('begins when the clock has skipped midnight', () => {
    expect(periodsOf(at('2026-09-05T12:00-04:00'), 'America/Santiago').nextDayAt).toBe(at('2026-09-06T01:00-03:00'))
  })
})
