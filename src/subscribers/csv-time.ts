const DATE = /^(\d{4})[-/](\d\d)[-/](\d\d)/
const CLOCK = /^[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?/
/** `Z`, `UTC`, `+02:00`, `+0200`, or as Go writes it: `+0200 CEST`. */
const OFFSET = /^ ?(?:Z|UTC|GMT|([+-])(\d\d):?(\d\d)(?: [A-Z+-][A-Z\d+-]*)?)$/

/** Reads a time that begins with the year, as every system writes it, in milliseconds. One without a zone is in UTC. */
export function parseTime(text: string): number | { error: string } {
  const written = text.trim()
  const date = DATE.exec(written)
  const clock = date && CLOCK.exec(written.slice(date[0].length))
  const rest = written.slice((date?.[0].length ?? 0) + (clock?.[0].length ?? 0))
  const offset = clock && OFFSET.exec(rest)
  const time = date && (rest === '' || offset) ? instantOf(date, clock, offset) : null
  return time ?? { error: `${JSON.stringify(text)} is no time. Write it like 2024-05-20T08:00:00Z.` }
}

type Match = RegExpExecArray | null

function instantOf(date: RegExpExecArray, clock: Match, offset: Match): number | null {
  const [year, month, day] = numbers(date, 1, 3) as [number, number, number]
  const [hour = 0, minute = 0, second = 0] = clock ? numbers(clock, 1, 3) : []
  const ms = Number((clock?.[4] ?? '').padEnd(3, '0').slice(0, 3))
  const midnight = Date.UTC(year, month - 1, day)
  // Date.UTC goes on into the next month where the calendar ends.
  if (new Date(midnight).getUTCDate() !== day || month > 12 || year < 1900) return null
  if (hour > 23 || minute > 59 || second > 59) return null
  return midnight + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offsetOf(offset)
}

function offsetOf(offset: Match): number {
  if (!offset?.[1]) return 0
  const [hours = 0, minutes = 0] = numbers(offset, 2, 3)
  return (offset[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

function numbers(match: RegExpExecArray, from: number, to: number): number[] {
  return match.slice(from, to + 1).map((digits) => Number(digits ?? 0))
}
