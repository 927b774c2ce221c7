import { weekdayName } from '../subscribers/weekday.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
/** More times of day than this are no sentence any more. */
const MOST_TIMES = 3

/**
 * A cron expression in words that end a sentence: `every Tuesday and Friday at 08:00`. Null for one that no short sentence
 * tells.
 */
export function scheduleWords(schedule: string): string | null {
  const [minutes = '', hours = '', days = '', months = '', weekdays = ''] = schedule.trim().toLowerCase().split(/\s+/)
  const times = timesOf(minutes, hours)
  const on = months === '*' ? daysOf(days, weekdays) : null
  return times && on ? `${on} at ${inWords(times)}` : null
}

/** Two digits of an hour or minute. */
export function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

export function ordinal(day: number): string {
  const ending = day > 10 && day < 20 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')
  return `${day}${ending}`
}

function timesOf(minutes: string, hours: string): string[] | null {
  const [allMinutes, allHours] = [listed(minutes), listed(hours)]
  if (!allMinutes || !allHours || allMinutes.length * allHours.length > MOST_TIMES) return null
  return allHours.flatMap((hour) => allMinutes.map((minute) => `${twoDigits(hour)}:${twoDigits(minute)}`))
}

function daysOf(days: string, weekdays: string): string | null {
  if (days === '*' && weekdays === '*') return 'every day'
  if (days === '*') {
    const numbers = listed(weekdays.replace(/[a-z]{3}/g, (name) => String(DAYS.indexOf(name))))
    const monday = [...new Set(numbers?.map((day) => day || 7))].sort((a, b) => a - b)
    return numbers && `every ${inWords(monday.map(weekdayName))}`
  }
  const numbers = weekdays === '*' ? listed(days) : null
  return numbers && `on the ${inWords(numbers.map(ordinal))} of every month`
}

/** Numbers in ascending order, from a list of numbers and ranges; null for anything else. */
function listed(field: string): number[] | null {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(field)) return null
  const numbers = field.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
  return [...new Set(numbers)].sort((a, b) => a - b)
}

function inWords(parts: string[]): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
