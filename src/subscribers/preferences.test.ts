import { describe, expect, it } from 'vitest'
import { cadenceProblem, defaultPreferences, parsePreferences, readPreferences } from './preferences.ts'
import type { Preferences } from './subscriber.ts'

const defaults: Preferences = {
  cadence: 'weekly',
  hour: 8,
  weekday: 1,
  monthday: 1,
  zone: 'Europe/Berlin',
  topics: ['rust'],
}

describe('parsePreferences', () => {
  it('takes what is absent from the defaults', () => {
    expect(parsePreferences({}, defaults)).toEqual(defaults)
  })

  it('takes what is blank from the defaults', () => {
    expect(parsePreferences({ cadence: '', hour: ' ', weekday: '', monthday: '', zone: '' }, defaults)).toEqual(
      defaults,
    )
  })

  it('gives preferences alone, when the defaults are a whole subscriber', () => {
    expect(parsePreferences({}, { ...defaults, address: 'ada@example.org' } as Preferences)).toEqual(defaults)
  })

  it.each([
    [{ cadence: ' Daily ' }, { cadence: 'daily' }],
    [{ cadence: 'site' }, { cadence: 'site' }],
    [{ hour: '0' }, { hour: 0 }],
    [{ hour: 23 }, { hour: 23 }],
    [{ hour: '08:00' }, { hour: 8 }],
    [{ weekday: 'Sunday' }, { weekday: 7 }],
    [{ weekday: 'mon' }, { weekday: 1 }],
    [{ weekday: 'Thurs.' }, { weekday: 4 }],
    [{ weekday: 'tuesdays' }, { weekday: 2 }],
    [{ weekday: '3' }, { weekday: 3 }],
    [{ weekday: 5 }, { weekday: 5 }],
    [{ monthday: '31' }, { monthday: 31 }],
    [{ monthday: 1 }, { monthday: 1 }],
    [{ zone: 'america/new_york' }, { zone: 'America/New_York' }],
    [{ zone: 'utc' }, { zone: 'UTC' }],
    [{ zone: 'Asia/Kolkata' }, { zone: 'Asia/Kolkata' }],
    [{ zone: 'Etc/GMT+2' }, { zone: 'Etc/GMT+2' }],
    [{ topics: ' Rust, web ,rust,, Cafe\u0301' }, { topics: ['rust', 'web', 'caf\u00e9'] }],
    [{ topics: '' }, { topics: null }],
    [{ topics: 'All' }, { topics: null }],
  ])('reads %j', (given, read) => {
    expect(parsePreferences(given, defaults)).toEqual({ ...defaults, ...read })
  })

  it.each([
    [{ cadence: 'weekyl' }, 'cadence "weekyl" is unknown. Did you mean weekly?'],
    [{ cadence: 'fortnightly' }, 'cadence "fortnightly" is unknown. Write instant, daily, weekly, monthly or site.'],
    [{ hour: '24' }, 'hour "24" is no full hour of the day. Write a number from 0 to 23.'],
    [{ hour: '8:30' }, 'hour "8:30" is no full hour of the day. Write a number from 0 to 23.'],
    [{ hour: -1 }, 'hour "-1" is no full hour of the day. Write a number from 0 to 23.'],
    [{ weekday: 'wendesday' }, 'weekday "wendesday" is no day of the week. Did you mean wednesday?'],
    [
      { weekday: 0 },
      'weekday "0" is no day of the week. Write it like monday, or as a number from 1 (Monday) to 7 (Sunday).',
    ],
    [
      { weekday: 't' },
      'weekday "t" is no day of the week. Write it like monday, or as a number from 1 (Monday) to 7 (Sunday).',
    ],
    [{ monthday: '32' }, 'monthday "32" is no day of the month. Write a number from 1 to 31.'],
    [{ monthday: 0 }, 'monthday "0" is no day of the month. Write a number from 1 to 31.'],
    [{ zone: 'Europe/Berln' }, 'time zone "Europe/Berln" is unknown. Did you mean Europe/Berlin?'],
    [{ zone: 'berlin' }, 'time zone "berlin" is unknown. Did you mean Europe/Berlin?'],
    [{ zone: 'new york' }, 'time zone "new york" is unknown. Did you mean America/New_York?'],
    [{ zone: '+02:00' }, 'time zone "+02:00" is unknown. Write it like Europe/Berlin or UTC.'],
    [{ zone: 'Mars/Olympus Mons' }, 'time zone "Mars/Olympus Mons" is unknown. Write it like Europe/Berlin or UTC.'],
    [
      { topics: 'rust,\u001b[2J' },
      'topics have a line break or control character. Write them in one line, separated by commas.',
    ],
  ])('refuses %j and says what to write', (given, error) => {
    expect(parsePreferences(given, defaults)).toEqual({ error })
  })
})

describe('readPreferences', () => {
  it('gives only what was given', () => {
    expect(readPreferences({ hour: '9', zone: '', topics: 'all' })).toEqual({ hour: 9, topics: null })
  })
})

describe('defaultPreferences', () => {
  it('takes the choices of the configuration, the weekday as a number', () => {
    const config = {
      site: { timezone: 'Europe/Berlin' },
      digest: { cadence: 'monthly', hour: 7, weekday: 'sunday', monthday: 15 },
    } as Parameters<typeof defaultPreferences>[0]
    expect(defaultPreferences(config)).toEqual({
      cadence: 'monthly',
      hour: 7,
      weekday: 7,
      monthday: 15,
      zone: 'Europe/Berlin',
      topics: null,
    })
  })
})

describe('cadenceProblem', () => {
  const problem = (cadence: Preferences['cadence'], schedule?: string) =>
    cadenceProblem({ ...defaults, cadence }, { digest: { schedule } } as Parameters<typeof cadenceProblem>[1])

  it('says what to add where somebody is to go by a schedule that the site does not have', () => {
    expect(problem('site')).toBe(
      'cadence "site" goes by digest.schedule, which config/dateline.yaml does not have. Add one, such as 0 8 * * 2,5, or choose another cadence.',
    )
  })

  it('finds nothing wrong with it where the site has one, or with any other cadence', () => {
    expect([problem('site', '0 8 * * 2,5'), problem('weekly')]).toEqual([null, null])
  })
})
