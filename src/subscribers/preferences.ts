import { closest } from '../config/closest.ts'
import type { Config } from '../config/schema.ts'
import type { Cadence, Preferences } from './subscriber.ts'
import { parseWeekday, WEEKDAYS } from './weekday.ts'
import { parseZone } from './zone.ts'

/** Preferences as a person wrote them: in a form, a CSV file or on the command line. */
export type GivenPreferences = {
  cadence?: string | undefined
  hour?: string | number | undefined
  weekday?: string | number | undefined
  monthday?: string | number | undefined
  zone?: string | undefined
  topics?: string | undefined
}

type Refusal = { error: string }

const CADENCES = ['instant', 'daily', 'weekly', 'monthly', 'site'] as const satisfies Cadence[]

/** What new subscribers get when they choose nothing. */
export function defaultPreferences({ digest, site }: Pick<Config, 'digest' | 'site'>): Preferences {
  const { cadence, hour, monthday } = digest
  const weekday = WEEKDAYS.indexOf(digest.weekday) + 1
  return { cadence, hour, weekday, monthday, zone: site.timezone, topics: null }
}

/** Reads preferences; what is absent or blank is taken from the defaults, except that blank topics mean every post. */
export function parsePreferences(given: GivenPreferences, defaults: Preferences): Preferences | Refusal {
  const read = readPreferences(given)
  if ('error' in read) return read
  const { cadence, hour, weekday, monthday, zone, topics } = defaults
  return { cadence, hour, weekday, monthday, zone, topics, ...read }
}

/** Reads only what was given. The error names the value and the fix, of the first that cannot be read. */
export function readPreferences(given: GivenPreferences): Partial<Preferences> | Refusal {
  const read: Partial<Preferences> = {}
  const steps: [string | number | undefined, (text: string) => Partial<Preferences> | Refusal][] = [
    [given.cadence, parseCadence],
    [given.hour, parseHour],
    [given.weekday, parseWeekday],
    [given.monthday, parseMonthday],
    [given.zone, parseZone],
  ]
  for (const [value, parse] of steps) {
    const text = String(value ?? '')
    if (text.trim() === '') continue
    const parsed = parse(text)
    if ('error' in parsed) return parsed
    Object.assign(read, parsed)
  }
  if (given.topics === undefined) return read
  const topics = parseTopics(given.topics)
  return 'error' in topics ? topics : { ...read, ...topics }
}

function parseCadence(text: string): { cadence: Cadence } | Refusal {
  const word = text.trim().toLowerCase()
  const cadence = CADENCES.find((name) => name === word)
  if (cadence) return { cadence }
  const guess = closest(word, CADENCES)
  const fix = guess ? `Did you mean ${guess}?` : 'Write instant, daily, weekly, monthly or site.'
  return { error: `cadence ${JSON.stringify(text)} is unknown. ${fix}` }
}

/** Why nobody can have this cadence on this site, or null: `site` needs `digest.schedule`. */
export function cadenceProblem({ cadence }: Preferences, { digest }: Pick<Config, 'digest'>): string | null {
  if (cadence !== 'site' || digest.schedule !== undefined) return null
  return 'cadence "site" goes by digest.schedule, which config/dateline.yaml does not have. Add one, such as 0 8 * * 2,5, or choose another cadence.'
}

function parseHour(text: string): { hour: number } | Refusal {
  const hour = /^(\d{1,2})(:00)?$/.exec(text.trim())?.[1]
  if (hour !== undefined && Number(hour) <= 23) return { hour: Number(hour) }
  return { error: `hour ${JSON.stringify(text)} is no full hour of the day. Write a number from 0 to 23.` }
}

function parseMonthday(text: string): { monthday: number } | Refusal {
  const day = /^\d{1,2}$/.test(text.trim()) ? Number(text) : 0
  if (day >= 1 && day <= 31) return { monthday: day }
  return { error: `monthday ${JSON.stringify(text)} is no day of the month. Write a number from 1 to 31.` }
}

function parseTopics(text: string): { topics: string[] | null } | Refusal {
  const words = text.split(',').map((topic) => topic.trim().normalize('NFC').toLowerCase())
  const topics = [...new Set(words.filter((topic) => topic !== ''))]
  if (/[\p{Cc}\p{Cs}]/u.test(topics.join())) {
    return { error: 'topics have a line break or control character. Write them in one line, separated by commas.' }
  }
  return { topics: topics.length === 0 || topics.includes('all') ? null : topics }
}
