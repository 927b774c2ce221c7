import { closest } from '../config/closest.ts'

/** In the order of their numbers, from 1. */
export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const

/** 1 is Monday, 7 is Sunday. */
export function weekdayName(weekday: number): string {
  const name = WEEKDAYS[weekday - 1] ?? ''
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Reads `monday`, `Mon`, `mondays` or `1` to `7`, where 1 is Monday. */
export function parseWeekday(text: string): { weekday: number } | { error: string } {
  const word = text.trim().toLowerCase()
  if (/^[1-7]$/.test(word)) return { weekday: Number(word) }
  const index = WEEKDAYS.findIndex((name) => word === name || word === `${name}s` || isShort(word, name))
  if (index >= 0) return { weekday: index + 1 }
  const guess = closest(word, WEEKDAYS)
  const fix = guess ? `Did you mean ${guess}?` : 'Write it like monday, or as a number from 1 (Monday) to 7 (Sunday).'
  return { error: `weekday ${JSON.stringify(text)} is no day of the week. ${fix}` }
}

function isShort(word: string, name: string): boolean {
  const start = word.replace(/\.$/, '')
  return start.length >= 2 && name.startsWith(start)
}
