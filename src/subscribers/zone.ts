import { closest } from '../config/closest.ts'

let spelling: Map<string, string> | undefined

/**
 * Reads an IANA time zone, whatever its case, and gives it in its usual spelling. Older names and links that this machine
 * knows, such as Asia/Kolkata, are kept when they are written in mixed case. An offset such as +02:00 is refused.
 */
export function parseZone(text: string): { zone: string } | { error: string } {
  const written = text.trim()
  const zone = knownZones().get(written.toLowerCase()) ?? linkedZone(written)
  if (zone) return { zone }
  const guess = closestZone(written)
  const fix = guess ? `Did you mean ${guess}?` : 'Write it like Europe/Berlin or UTC.'
  return { error: `time zone ${JSON.stringify(text)} is unknown. ${fix}` }
}

function knownZones(): Map<string, string> {
  spelling ??= new Map(['UTC', ...Intl.supportedValuesOf('timeZone')].map((name) => [name.toLowerCase(), name]))
  return spelling
}

function linkedZone(written: string): string | undefined {
  if (!/^[A-Za-z][\w+/-]*$/.test(written)) return undefined
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: written }).resolvedOptions()
    return /[A-Z][a-z]/.test(written) ? written : timeZone
  } catch {
    return undefined
  }
}

/** A city alone is enough for a guess: `berlin`, `new york`. */
function closestZone(written: string): string | undefined {
  const names = [...knownZones().values()]
  const wanted = written.replace(/\s+/g, '_')
  const city = closest(wanted, names.map(cityOf))
  return closest(wanted, names) ?? names.find((name) => cityOf(name) === city)
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1)
}
