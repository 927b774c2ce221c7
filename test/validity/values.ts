/** Values as the specifications of feeds want them, strict enough that every reader takes them. */

const URI_CHARACTERS = /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/
const TAG_URI =
  /^tag:(?:[\w.-]+@)?[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}:(?:[\w\-.~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*(?:#.*)?$/
const UUID_URN = /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** An absolute http or https address of ASCII, whose host is a name with a dot or an address. */
export function isWebAddress(value: string): boolean {
  if (!/^https?:\/\/[^/?#\s]+\.[^/?#\s]+(?:[/?#]|$)/i.test(value)) return false
  return URI_CHARACTERS.test(value) && URL.canParse(value)
}

/** An absolute IRI (RFC 3987, 2.2); tag URIs (RFC 4151) and UUIDs (RFC 9562, 4) have a form of their own. */
export function isAbsoluteIri(value: string): boolean {
  if (/^tag:/i.test(value)) return TAG_URI.test(value)
  if (/^urn:uuid:/i.test(value)) return UUID_URN.test(value)
  return /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`\p{C}]+$/iu.test(value) && !/%(?![0-9a-f]{2})/i.test(value)
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const RSS_DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) \d\d:\d\d:\d\d [+-]\d\d[03]0$/
const ATOM_DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** A date of RFC 822 with four digits for the year, on its right day of the week. */
export function isRssDate(value: string): boolean {
  const [, weekday, day, month, year] = RSS_DATE.exec(value) ?? []
  if (weekday === undefined || Number.isNaN(Date.parse(value))) return false
  return DAYS[new Date(`${day} ${month} ${year} 00:00:00 UTC`).getUTCDay()] === weekday
}

export function isAtomDate(value: string): boolean {
  return ATOM_DATE.test(value) && !Number.isNaN(Date.parse(value))
}

/** Before there were feeds, or after `now`, in milliseconds. */
export function isImplausible(date: string, now: number): boolean {
  const at = Date.parse(date)
  return at < Date.UTC(1990, 0) || at > now + 600_000
}

export function isMimeType(value: string): boolean {
  return /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(value)
}

export function isLanguage(value: string): boolean {
  return /^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(value)
}

export function isMailAddress(value: string): boolean {
  return /^[^\s@<>()",:;\\[\]]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(value)
}

/** Whether plain text could be taken for HTML. */
export function looksLikeHtml(text: string): boolean {
  const element =
    /<\/(?:a|abbr|b|blockquote|body|br|code|div|em|h[1-6]|head|html|i|iframe|img|li|ol|p|pre|script|span|strong|style|su[bp]|table|t[dhr]|title|u|ul)>/i
  return element.test(text)
}

/** Characters that stem from a wrong encoding nearly always. */
export function hasBadCharacters(text: string): boolean {
  return /[\x80-\x9f\ufffd]/.test(text)
}
