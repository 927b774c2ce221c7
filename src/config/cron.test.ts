import { describe, expect, it } from 'vitest'
import { isSchedule, nextWall, previousWall } from './cron.ts'

const at = (text: string) => Date.parse(`${text}Z`)
const iso = (wall: number | null) => (wall === null ? null : new Date(wall).toISOString().slice(0, 16))

describe('isSchedule', () => {
  it.each([
    '0 8 * * 2,5',
    '30 7 1,15 * *',
    '0 8 * * MON-FRI',
    '*/15 * * * *',
    '0 8 29 2 *',
    ' 0 8 * * * ',
  ])('takes %s', (text) => {
    expect(isSchedule(text)).toBe(true)
  })

  it.each([
    '',
    'weekly',
    '@daily',
    '0 8 * *',
    '0 0 8 * * *',
    '0 25 * * *',
    '0 8 31 2 *',
    '0 8 * * FUN',
  ])('refuses %j, which is no expression of five fields or never comes', (text) => {
    expect(isSchedule(text)).toBe(false)
  })
})

describe('the times that a cron expression names', () => {
  it('come strictly after a time, and at or before one', () => {
    expect(iso(nextWall('0 8 * * 2,5', at('2024-05-21T07:59:59.999')))).toBe('2024-05-21T08:00')
    expect(iso(nextWall('0 8 * * 2,5', at('2024-05-21T08:00')))).toBe('2024-05-24T08:00')
    expect(iso(previousWall('0 8 * * 2,5', at('2024-05-21T08:00')))).toBe('2024-05-21T08:00')
    expect(iso(previousWall('0 8 * * 2,5', at('2024-05-21T07:59:59.999')))).toBe('2024-05-17T08:00')
  })

  it('may be years apart', () => {
    expect(iso(nextWall('0 8 29 2 *', at('2097-01-01T00:00')))).toBe('2104-02-29T08:00')
  })

  it('are an error, with what to write, where there is none', () => {
    expect(() => nextWall('0 8 31 2 *', 0)).toThrow(
      'digest.schedule "0 8 31 2 *" never comes. Write it like 0 8 * * 2,5.',
    )
  })
})
