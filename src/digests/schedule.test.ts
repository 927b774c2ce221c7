import { describe, expect, it } from 'vitest'
import type { Preferences } from '../subscribers/subscriber.ts'
import { cadenceSentence, nextDue, previousDue } from './schedule.ts'

const base: Preferences = { cadence: 'daily', hour: 8, weekday: 1, monthday: 1, zone: 'Europe/Berlin', topics: null }
const at = (text: string) => Date.parse(text)
const next = (changes: Partial<Preferences>, after: string) => iso(nextDue({ ...base, ...changes }, at(after)))
const previous = (changes: Partial<Preferences>, when: string) => iso(previousDue({ ...base, ...changes }, at(when)))
const iso = (instant: number) => new Date(instant).toISOString().replace('.000Z', 'Z')

describe('nextDue', () => {
  it('is always due for instant', () => {
    expect(next({ cadence: 'instant' }, '2024-05-20T10:11:12Z')).toBe('2024-05-20T10:11:12Z')
  })

  it('is due today while the hour has not come', () => {
    expect(next({}, '2024-05-20T05:59:59.999Z')).toBe('2024-05-20T06:00:00Z')
  })

  it('lies strictly after the moment asked about', () => {
    expect(next({}, '2024-05-20T06:00:00Z')).toBe('2024-05-21T06:00:00Z')
  })

  it('keeps the local hour when the offset changes', () => {
    expect(next({}, '2024-03-30T12:00:00Z')).toBe('2024-03-31T06:00:00Z')
    expect(next({}, '2024-10-26T12:00:00Z')).toBe('2024-10-27T07:00:00Z')
  })

  it('takes the day of the zone, not of UTC', () => {
    expect(next({ zone: 'Pacific/Kiritimati', hour: 0 }, '2024-05-20T09:00:00Z')).toBe('2024-05-20T10:00:00Z')
    expect(next({ zone: 'Pacific/Pago_Pago', hour: 23 }, '2024-05-20T09:00:00Z')).toBe('2024-05-20T10:00:00Z')
  })

  it.each([
    ['2024-05-20T05:00:00Z', '2024-05-20T06:00:00Z'],
    ['2024-05-20T06:00:00Z', '2024-05-27T06:00:00Z'],
    ['2024-05-26T23:00:00Z', '2024-05-27T06:00:00Z'],
  ])('is due on Monday for weekly, asked at %s', (after, due) => {
    expect(next({ cadence: 'weekly', weekday: 1 }, after)).toBe(due)
  })

  it.each([
    ['2024-01-31T12:00:00Z', '2024-02-29T07:00:00Z'],
    ['2023-01-31T12:00:00Z', '2023-02-28T07:00:00Z'],
    ['2024-03-31T12:00:00Z', '2024-04-30T06:00:00Z'],
    ['2024-12-31T12:00:00Z', '2025-01-31T07:00:00Z'],
  ])('uses the last day of a shorter month, asked at %s', (after, due) => {
    expect(next({ cadence: 'monthly', monthday: 31 }, after)).toBe(due)
  })

  it('is due on a leap day for monthday 29 and on 28 February in other years', () => {
    expect(next({ cadence: 'monthly', monthday: 29 }, '2024-02-28T12:00:00Z')).toBe('2024-02-29T07:00:00Z')
    expect(next({ cadence: 'monthly', monthday: 29 }, '2100-02-01T12:00:00Z')).toBe('2100-02-28T07:00:00Z')
  })

  it('is due once, at the end of the gap, when the hour is skipped in spring', () => {
    expect(next({ hour: 2 }, '2024-03-30T12:00:00Z')).toBe('2024-03-31T01:00:00Z')
    expect(next({ hour: 2 }, '2024-03-31T01:00:00Z')).toBe('2024-04-01T00:00:00Z')
  })

  it('finds the end of a gap that begins one minute after midnight', () => {
    expect(next({ hour: 1, zone: 'America/St_Johns' }, '2010-03-13T12:00:00Z')).toBe('2010-03-14T03:31:00Z')
  })

  it('finds the end of a gap of half an hour', () => {
    expect(next({ hour: 2, zone: 'Australia/Lord_Howe' }, '2024-10-05T00:00:00Z')).toBe('2024-10-05T15:30:00Z')
  })

  it('is due at the first of two equal hours in autumn, and not at the second', () => {
    expect(next({ hour: 2 }, '2024-10-26T12:00:00Z')).toBe('2024-10-27T00:00:00Z')
    expect(next({ hour: 2 }, '2024-10-27T00:00:00Z')).toBe('2024-10-28T01:00:00Z')
  })

  it('has no daily slot on a day that the zone left out', () => {
    expect(next({ zone: 'Pacific/Apia' }, '2011-12-29T18:00:00Z')).toBe('2011-12-30T18:00:00Z')
    expect(next({ zone: 'Pacific/Apia', hour: 0 }, '2011-12-29T10:00:00Z')).toBe('2011-12-30T10:00:00Z')
  })

  it('is due when the next day begins for a weekly or monthly digest of a day that the zone left out', () => {
    const apia = { zone: 'Pacific/Apia', weekday: 5, monthday: 30 }
    expect(next({ ...apia, cadence: 'weekly' }, '2011-12-25T00:00:00Z')).toBe('2011-12-30T10:00:00Z')
    expect(next({ ...apia, cadence: 'monthly' }, '2011-12-25T00:00:00Z')).toBe('2011-12-30T10:00:00Z')
  })

  it('names a zone that this machine does not know', () => {
    expect(() => nextDue({ ...base, zone: 'Mars/Olympus' }, 0)).toThrow(
      'time zone "Mars/Olympus" is not known to this machine. Write it like Europe/Berlin.',
    )
  })
})

describe('nextDue by the schedule of the site', () => {
  const site = (schedule: string | undefined, after: string, zone = 'Europe/Berlin') =>
    iso(nextDue({ ...base, cadence: 'site', zone }, at(after), schedule))

  it('is the next time that the cron expression names, in the zone of the subscriber', () => {
    expect(site('30 7 * * 2,5', '2024-05-20T12:00:00Z')).toBe('2024-05-21T05:30:00Z')
    expect(site('30 7 * * 2,5', '2024-05-20T12:00:00Z', 'America/New_York')).toBe('2024-05-21T11:30:00Z')
    expect(site('30 7 * * 2,5', '2024-05-21T05:30:00Z')).toBe('2024-05-24T05:30:00Z')
  })

  it('comes once when its time is skipped, and once when it is there twice', () => {
    expect(site('30 2 * * *', '2024-03-30T12:00:00Z')).toBe('2024-03-31T01:00:00Z')
    expect(site('30 2 * * *', '2024-03-31T01:00:00Z')).toBe('2024-04-01T00:30:00Z')
    expect(site('30 2 * * *', '2024-10-26T12:00:00Z')).toBe('2024-10-27T00:30:00Z')
    expect(site('30 2 * * *', '2024-10-27T00:30:00Z')).toBe('2024-10-28T01:30:00Z')
  })

  it('waits for a leap day', () => {
    expect(site('0 8 29 2 *', '2024-03-01T00:00:00Z')).toBe('2028-02-29T07:00:00Z')
  })

  it('is weekly where the site has given its schedule up', () => {
    expect(site(undefined, '2024-05-20T12:00:00Z')).toBe('2024-05-27T06:00:00Z')
  })
})

describe('previousDue', () => {
  it('may be the moment asked about', () => {
    expect(previous({}, '2024-05-20T06:00:00Z')).toBe('2024-05-20T06:00:00Z')
  })

  it('is the slot of yesterday before the hour has come', () => {
    expect(previous({}, '2024-05-20T05:59:59.999Z')).toBe('2024-05-19T06:00:00Z')
  })

  it('is the moment itself for instant', () => {
    expect(previous({ cadence: 'instant' }, '2024-05-20T10:11:12Z')).toBe('2024-05-20T10:11:12Z')
  })

  it('steps over a day that the zone left out', () => {
    expect(previous({ zone: 'Pacific/Apia' }, '2011-12-30T12:00:00Z')).toBe('2011-12-29T18:00:00Z')
  })

  it('goes back over the end of a year', () => {
    expect(previous({ cadence: 'monthly', monthday: 31 }, '2025-01-02T00:00:00Z')).toBe('2024-12-31T07:00:00Z')
    expect(previous({ cadence: 'weekly', weekday: 7 }, '2025-01-02T00:00:00Z')).toBe('2024-12-29T07:00:00Z')
  })
})

describe('cadenceSentence', () => {
  it.each([
    [{ cadence: 'instant' }, 'as soon as a post appears'],
    [{ cadence: 'daily' }, 'every day at 08:00 (Europe/Berlin)'],
    [{ cadence: 'weekly', weekday: 7, hour: 20 }, 'every Sunday at 20:00 (Europe/Berlin)'],
    [{ cadence: 'monthly' }, 'on the 1st of every month at 08:00 (Europe/Berlin)'],
    [{ cadence: 'monthly', monthday: 2 }, 'on the 2nd of every month at 08:00 (Europe/Berlin)'],
    [{ cadence: 'monthly', monthday: 11 }, 'on the 11th of every month at 08:00 (Europe/Berlin)'],
    [{ cadence: 'monthly', monthday: 23 }, 'on the 23rd of every month at 08:00 (Europe/Berlin)'],
    [{ cadence: 'monthly', monthday: 30 }, 'on the 30th of every month at 08:00 (Europe/Berlin)'],
    [{ cadence: 'monthly', monthday: 31, hour: 0 }, 'on the last day of every month at 00:00 (Europe/Berlin)'],
    [{ cadence: 'site' }, 'on the days on which the site sends it (Europe/Berlin)'],
  ] as [Partial<Preferences>, string][])('says %o', (changes, sentence) => {
    expect(cadenceSentence({ ...base, ...changes })).toBe(sentence)
  })

  it.each([
    ['0 8 * * 2,5', 'every Tuesday and Friday at 08:00'],
    ['30 7 * * MON-WED', 'every Monday, Tuesday and Wednesday at 07:30'],
    ['0 18 * * 0', 'every Sunday at 18:00'],
    ['0 18 * * 7,6', 'every Saturday and Sunday at 18:00'],
    ['0 8 1,15 * *', 'on the 1st and 15th of every month at 08:00'],
    ['0 8,20 * * *', 'every day at 08:00 and 20:00'],
    ['0 0 1 1 *', 'on the days on which the site sends it'],
    ['*/15 * * * *', 'on the days on which the site sends it'],
    ['0 8 13 * 5', 'on the days on which the site sends it'],
    ['0 8 * * 5#1', 'on the days on which the site sends it'],
  ])('says %s of the site in words, where that is short', (schedule, words) => {
    expect(cadenceSentence({ ...base, cadence: 'site' }, schedule)).toBe(`${words} (Europe/Berlin)`)
  })
})
