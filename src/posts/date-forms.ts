/**
 * A date as it was written. `zone` as written; `other` is the second reading of a date like 05/06/2024. `end` is where
 * it ends.
 */
export type WrittenDate = {
  year: number
  month: number
  day: number
  other?: { month: number; day: number }
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
  zone?: string
  end: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH =
  '(?<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const WEEKDAY = '(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\\.?,?\\s+)?'
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?'
const YEAR = '(?<year>\\d{4})(?!\\d)'

const FORMS = [
  /^(?<year>\d{4})(?<mark>[-/.])(?<month>\d{1,2})\k<mark>(?<day>\d{1,2})(?!\d)/,
  /^(?<day>\d{1,2})\.\s?(?<month>\d{1,2})\.\s?(?<year>\d{4})(?!\d)/,
  /^(?<first>\d{1,2})(?<mark>[-/])(?<second>\d{1,2})\k<mark>(?<year>\d{4})(?!\d)/,
  new RegExp(`^${WEEKDAY}${MONTH}\\s+${DAY},?\\s+${YEAR}`, 'i'),
  new RegExp(`^${WEEKDAY}(?:the\\s+)?${DAY}(?:\\s+of)?[\\s-]${MONTH},?[\\s-]${YEAR}`, 'i'),
]

const TIME =
  /^(?:[Tt]|,?\s+(?:at\s+)?)(\d{1,2})(?::(\d{2}))?(?::(\d{2})(?:[.,](\d+))?)?(?!\d)(?:\s*([ap])(?:m\b|\.m\.))?/i
const ZONE =
  /^\s*(?:\[([A-Za-z_]+(?:\/[\w+-]+)*)\]|(Z|[+-]\d{2}(?::?\d{2})?|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|[ECMP][SD]T|CES?T|[A-Z][A-Za-z_]+(?:\/[A-Z][\w+-]*)+)(?![\w:]))/

/**
 * The date with which a text begins, with its time and zone, whether or not a calendar has it; undefined when it begins
 * with none.
 */
export function writtenDate(text: string): WrittenDate | undefined {
  for (const form of FORMS) {
    const found = form.exec(text)
    if (found?.groups) return withTime(text, { ...dayOf(found.groups), end: found[0].length })
  }
  return undefined
}

function dayOf(groups: Record<string, string | undefined>): Omit<WrittenDate, 'end'> {
  const year = Number(groups.year)
  if (groups.name)
    return { year, month: MONTHS.indexOf(groups.name.slice(0, 3).toLowerCase()) + 1, day: Number(groups.day) }
  if (groups.first === undefined) return { year, month: Number(groups.month), day: Number(groups.day) }
  const [first, second] = [Number(groups.first), Number(groups.second)]
  if (first > 12) return { year, month: second, day: first }
  const american = { year, month: first, day: second }
  return second > 12 || first === second ? american : { ...american, other: { month: second, day: first } }
}

function withTime(text: string, date: WrittenDate): WrittenDate {
  const time = TIME.exec(text.slice(date.end))
  if (!time || (time[2] === undefined && time[5] === undefined)) return withZone(text, date)
  const [, hour, minute = '0', second = '0', fraction = '0', half] = time
  return withZone(text, {
    ...date,
    hour: half ? onTwentyFour(Number(hour), half) : Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
    end: date.end + time[0].length,
  })
}

/** 13 pm is an hour that no clock shows: the check that follows refuses it. */
function onTwentyFour(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return 99
  return (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
}

function withZone(text: string, date: WrittenDate): WrittenDate {
  const zone = ZONE.exec(text.slice(date.end))
  if (!zone) return date
  const end = date.end + zone[0].length
  const named = /^\[[\w/+-]+\]/.exec(text.slice(end))
  return { ...date, zone: zone[1] ?? zone[2], end: end + (named?.[0].length ?? 0) }
}
