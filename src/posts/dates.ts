import { DateTime, FixedOffsetZone, IANAZone, type Zone } from 'luxon'
import { oneLine } from './clean-text.ts'
import { type WrittenDate, writtenDate } from './date-forms.ts'

/**
 * A moment in milliseconds since the epoch, or the end of a sentence that says what is wrong with the date and how to
 * write it. `isUnknowable`: it asks for the time of a file or of a commit.
 */
export type ReadDate = { at: number } | { fault: string; isUnknowable?: true }

const UNREADABLE = 'is no date that can be read. Write it as 2024-05-20, or 2024-05-20T10:00:00+02:00 with a time.'
const UNKNOWABLE = /^(?:git )?(?:last modified|created)$|^:\w+$/i

/** A comment at the end; ISO 8601 in its basic form; an offset of one digit, as in YAML; what the command `date` prints. */
const REWRITES: [RegExp, string][] = [
  [/\s*\([^()]*\)$/, ''],
  [/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})/, '$1-$2-$3T$4:$5:$6'],
  [/:\d{2} ?[+-](?=\d$)/, '$&0'],
  [/^([A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2}) (\d{2}:\d{2}:\d{2}(?: [A-Z]{3,4})?) (\d{4})$/, '$1 $3 $2'],
]

/**
 * Reads a date in any form of front matter: ISO 8601, RFC 2822 (3.3), English month names, day.month.year, numbers
 * (20240520, or seconds or milliseconds since the epoch). Without a zone it is in `zone`. Nothing is shifted onto
 * another day, and a date that has two readings is refused.
 */
export function readDate(value: unknown, zone: string): ReadDate {
  if (value instanceof Date) return readDate(value.toISOString(), zone)
  if (typeof value !== 'string' && typeof value !== 'number') return { fault: UNREADABLE }
  const text = REWRITES.reduce((changed, [form, usual]) => changed.replace(form, usual), oneLine(String(value)))
  if (UNKNOWABLE.test(text)) {
    return { fault: 'depends on the machine, not on the post. Write the day itself: 2024-05-20.', isUnknowable: true }
  }
  if (/^\d+(?:\.\d+)?$/.test(text)) return readNumber(text, zone)
  const written = writtenDate(text)
  return written?.end === text.length ? instantOf(written, zone) : { fault: UNREADABLE }
}

function readNumber(text: string, zone: string): ReadDate {
  const parts = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?$/.exec(text)
  if (parts) {
    const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0))
    return instantOf({ year: year!, month: month!, day: day!, hour, minute, second, end: text.length }, zone)
  }
  if (/^\d{9,10}(?:\.\d+)?$/.test(text)) return { at: Math.trunc(Number(text) * 1000) }
  return /^\d{13}$/.test(text) ? { at: Number(text) } : { fault: UNREADABLE }
}

/** The moment of a date that was found in a text. A local time that a change of clocks skips is the one luxon gives. */
export function instantOf(date: WrittenDate, zone: string): ReadDate {
  if (date.other) {
    const [one, two] = [iso(date), iso({ ...date, ...date.other })]
    return { fault: `can be read in two ways. Write it as ${one} or ${two}.` }
  }
  const fault = calendarFault(date)
  if (fault) return { fault }
  const place = date.zone === undefined ? zone : zoneOf(date.zone)
  if (place === undefined) return { fault: `names a zone that is not known. Write it as ${iso(date)}T10:00:00+02:00.` }
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = date
  return {
    at: DateTime.fromObject({ year, month, day, hour, minute, second, millisecond }, { zone: place }).toMillis(),
  }
}

function calendarFault(date: WrittenDate): string | undefined {
  const { year, month, day, hour = 0, minute = 0, second = 0 } = date
  if (year < 1900) return 'lies before 1900. Write the year in full: 2024-05-20.'
  if (month < 1 || month > 12 || day < 1) return 'is no day of the calendar. Write it as year-month-day: 2024-05-20.'
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (day > last) return `is no day of the calendar. Write it as ${iso({ ...date, day: last })}.`
  if (hour > 23 || minute > 59 || second > 59) {
    return `has a time that no clock shows. Write it as ${iso(date)}T23:59:59.`
  }
  return undefined
}

/** Zone names of RFC 2822 (4.3), and the two of central Europe. */
const OFFSETS: Record<string, number> = {
  ...{ Z: 0, UTC: 0, GMT: 0, CET: 60, CEST: 120 },
  ...{ EST: -300, EDT: -240, CST: -360, CDT: -300, MST: -420, MDT: -360, PST: -480, PDT: -420 },
}

function zoneOf(written: string): Zone | undefined {
  const known = OFFSETS[written.toUpperCase()]
  if (known !== undefined) return FixedOffsetZone.instance(known)
  const [, sign, hours, minutes = '0'] = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/i.exec(written) ?? []
  if (sign === undefined) return IANAZone.isValidZone(written) ? IANAZone.create(written) : undefined
  if (Number(hours) > 14 || Number(minutes) > 59) return undefined
  return FixedOffsetZone.instance((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)))
}

function iso(date: { year: number; month: number; day: number }): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${String(date.year).padStart(4, '0')}-${two(date.month)}-${two(date.day)}`
}
