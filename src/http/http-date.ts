const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MONTH = `(?<month>${MONTHS.join('|')})`
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)'

/** What is sent today, what RFC 850 wrote, and what C's asctime() writes. */
const FORMS = [
  `[A-Z][a-z]{2}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT`,
  `[A-Z][a-z]{5,8}, (?<day>\\d\\d)-${MONTH}-(?<year>\\d\\d) ${TIME} GMT`,
  `[A-Z][a-z]{2} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`))

/**
 * The time of an HTTP-date in any of its three forms, in milliseconds; null for anything else (RFC 9110, 5.6.7). `now`, in
 * milliseconds, tells the century of a year of two digits.
 */
export function parseHttpDate(text: string, now: number): number | null {
  const parts = FORMS.map((form) => form.exec(text.trim())?.groups).find((found) => found !== undefined)
  if (!parts?.month || !parts.year) return null
  const [day, hour, minute, second] = [parts.day, parts.hour, parts.minute, parts.second].map(Number) as Four
  const month = MONTHS.indexOf(parts.month)
  const year = parts.year.length === 2 ? fullYear(Number(parts.year), now) : Number(parts.year)
  const midnight = new Date(0).setUTCFullYear(year, month, day)
  const isDay = new Date(midnight).getUTCDate() === day
  return isDay && hour < 24 && minute < 60 && second <= 60
    ? midnight + (hour * 3600 + minute * 60 + second) * 1000
    : null
}

type Four = [number, number, number, number]

/** A year that seems more than fifty years ahead is the last one that ended so. */
function fullYear(lastDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + lastDigits
  return year > thisYear + 50 ? year - 100 : year
}
