import { DateTime } from 'luxon'
import type { Config } from '../config/schema.ts'

type Site = Config['site']

/** The writing direction of a language (BCP 47). */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(new Intl.Locale(language).maximize().script ?? '') ? 'rtl' : 'ltr'
}

/** The side on which lines of a language begin. */
export function alignOf(language: string): 'left' | 'right' {
  return directionOf(language) === 'rtl' ? 'right' : 'left'
}

const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa'])

/** The language if it is a well-formed tag, else null: what a post's front matter says is not checked before. */
export function knownLanguage(language: string | undefined): string | null {
  try {
    return language ? new Intl.Locale(language).toString() : null
  } catch {
    return null
  }
}

/** A day in the site's zone and language, such as "May 20, 2024". `at` in milliseconds. */
export function dayOf(at: number, site: Site): string {
  return inZone(at, site).toLocaleString(DateTime.DATE_FULL)
}

/** The dateline of an edition: the day, or the days from first to last, of its posts. `times` in milliseconds. */
export function datelineOf(times: number[], site: Site): string {
  if (times.length === 0) return ''
  const first = times.reduce((a, b) => Math.min(a, b))
  const last = times.reduce((a, b) => Math.max(a, b))
  const format = new Intl.DateTimeFormat(site.language, { dateStyle: 'long', timeZone: site.timezone })
  return format.formatRange(first, last)
}

function inZone(at: number, site: Site): DateTime {
  return DateTime.fromMillis(at, { zone: site.timezone, locale: site.language })
}
