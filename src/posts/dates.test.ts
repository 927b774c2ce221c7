import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { readDate } from './dates.ts'

const berlin = (value: unknown) => {
  const read = readDate(value, 'Europe/Berlin')
  return 'at' in read ? new Date(read.at).toISOString() : read.fault
}

describe('a date that is read', () => {
  test.each([
    ['2024-05-20', '2024-05-19T22:00:00.000Z'],
    ['2024-5-2', '2024-05-01T22:00:00.000Z'],
    ['2024/05/20', '2024-05-19T22:00:00.000Z'],
    ['2024-05-20T10:00', '2024-05-20T08:00:00.000Z'],
    ['2024-05-20 10:00:30', '2024-05-20T08:00:30.000Z'],
    ['2024-05-20T10:00:00.123456Z', '2024-05-20T10:00:00.123Z'],
    ['2020-01-02 10:00:00 +0200', '2020-01-02T08:00:00.000Z'],
    ['2024-05-20T10:00:00-07:00', '2024-05-20T17:00:00.000Z'],
    ['2024-05-20 10:00 America/New_York', '2024-05-20T14:00:00.000Z'],
    ['2024-05-20T10:00+02:00[Europe/Berlin]', '2024-05-20T08:00:00.000Z'],
    ['20240520T101500Z', '2024-05-20T10:15:00.000Z'],
    ['2013/7/13 20:46:25', '2013-07-13T18:46:25.000Z'],
    ['Jul 08 2022', '2022-07-07T22:00:00.000Z'],
    ['July 8, 2022', '2022-07-07T22:00:00.000Z'],
    ['Sept. 5th, 2022', '2022-09-04T22:00:00.000Z'],
    ['Monday, May 20, 2024', '2024-05-19T22:00:00.000Z'],
    ['20 May 2024', '2024-05-19T22:00:00.000Z'],
    ['the 20th of May, 2024', '2024-05-19T22:00:00.000Z'],
    ['20-May-2024', '2024-05-19T22:00:00.000Z'],
    ['May 3, 2024 at 10:30 pm', '2024-05-03T20:30:00.000Z'],
    ['May 3, 2024 12 a.m.', '2024-05-02T22:00:00.000Z'],
    ['Mon, 20 May 2024 10:00:00 EST', '2024-05-20T15:00:00.000Z'],
    ['Mon May 20 2024 10:00:00 GMT+0200 (Central European Summer Time)', '2024-05-20T08:00:00.000Z'],
    ['2024-05-20 10:00:00 -4', '2024-05-20T14:00:00.000Z'],
    ['Mon May 20 10:00:00 CEST 2024', '2024-05-20T08:00:00.000Z'],
    ['Mon May  6 10:00:00 2024', '2024-05-06T08:00:00.000Z'],
    ['2024-05-20 10:00 UTC', '2024-05-20T10:00:00.000Z'],
    ['20.05.2024', '2024-05-19T22:00:00.000Z'],
    ['05/20/2024', '2024-05-19T22:00:00.000Z'],
    ['20/05/2024', '2024-05-19T22:00:00.000Z'],
    ['05/05/2024', '2024-05-04T22:00:00.000Z'],
    [20240520, '2024-05-19T22:00:00.000Z'],
    ['202405201030', '2024-05-20T08:30:00.000Z'],
    [1716192000, '2024-05-20T08:00:00.000Z'],
    [1716192000000, '2024-05-20T08:00:00.000Z'],
  ])('%s', (value, expected) => expect(berlin(value)).toBe(expected))

  test('takes the later hour for a local time that the change of clocks skips', () => {
    expect(berlin('2024-03-31 02:30')).toBe('2024-03-31T01:30:00.000Z')
  })

  test('is the same moment in every form that names its zone', () => {
    const moments = fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
    fc.assert(
      fc.property(moments, (moment) => {
        const date = DateTime.fromJSDate(moment, { zone: 'UTC' }).startOf('second')
        for (const form of [date.toISO(), date.toRFC2822(), date.toFormat("LLLL d, yyyy 'at' h:mm:ss a 'UTC'")]) {
          expect(readDate(form, 'Asia/Tokyo')).toEqual({ at: date.toMillis() })
        }
      }),
    )
  })
})

describe('a date that is refused', () => {
  test.each([
    ['2024-02-31', 'is no day of the calendar. Write it as 2024-02-29.'],
    ['2023-02-29', 'is no day of the calendar. Write it as 2023-02-28.'],
    ['February 30, 2024', 'is no day of the calendar. Write it as 2024-02-29.'],
    ['2024-13-01', 'is no day of the calendar. Write it as year-month-day: 2024-05-20.'],
    ['2024-05-20 25:00', 'has a time that no clock shows. Write it as 2024-05-20T23:59:59.'],
    ['2024-05-20 13:00 pm', 'has a time that no clock shows. Write it as 2024-05-20T23:59:59.'],
    ['05/06/2024', 'can be read in two ways. Write it as 2024-05-06 or 2024-06-05.'],
    ['0024-05-20', 'lies before 1900. Write the year in full: 2024-05-20.'],
    ['2024-05-20 10:00 Mars/Olympus', 'names a zone that is not known. Write it as 2024-05-20T10:00:00+02:00.'],
    ['Last Modified', 'depends on the machine, not on the post. Write the day itself: 2024-05-20.'],
    ['git Created', 'depends on the machine, not on the post. Write the day itself: 2024-05-20.'],
  ])('%s', (value, expected) => expect(berlin(value)).toBe(expected))

  test.each(['tomorrow', '2024', '2024-05', '2024-05-20 or so', '24-05-20', {}, [], true])('%j', (value) => {
    expect(berlin(value)).toMatch(/^is no date that can be read\. Write it as 2024-05-20/)
  })
})
