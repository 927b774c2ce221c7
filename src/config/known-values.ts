import { closest } from './closest.ts'

/** The zone that was probably meant, by its whole name or its city; else how to write one. */
export function zoneFix(written: string): string {
  const names = Intl.supportedValuesOf('timeZone')
  const wanted = written.trim().replace(/\s+/g, '_')
  const city = closest(wanted, names.map(cityOf))
  const guess = closest(wanted, names) ?? names.find((name) => cityOf(name) === city)
  return guess ? `Did you mean ${guess}?` : 'Write it like Europe/Berlin or UTC.'
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1)
}

export function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}

export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

export function isCalendarDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value)
}
