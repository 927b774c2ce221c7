/** A moment as people in a zone write it: `Monday, 27 May 2024 at 08:00`. */
export function momentIn(zone: string, time: number): string {
  const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: zone })
  return `${dayIn(zone, time)} at ${clock.format(time)}`
}

/** The same in short, for a moment within the next weeks: `Mon 27 May, 08:00`. */
export function shortMomentIn(zone: string, time: number): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    timeZone: zone,
  })
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]))
  return `${part.weekday} ${part.day} ${part.month}, ${part.hour}:${part.minute}`
}

/** The day of a moment in a zone: `Monday, 27 May 2024`. */
export function dayIn(zone: string, time: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeZone: zone }).format(time)
}

/** The same day as a date field has it: `2024-05-27`. */
export function isoDayIn(zone: string, time: number): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone: zone }).format(time)
}
