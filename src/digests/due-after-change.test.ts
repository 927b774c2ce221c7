import { expect, it } from 'vitest'
import type { Preferences } from '../subscribers/subscriber.ts'
import { dueAfterChange } from './due-after-change.ts'

const at = (text: string) => Date.parse(text)
const weekly: Preferences = {
  cadence: 'weekly',
  hour: 8,
  weekday: 1,
  monthday: 1,
  zone: 'Europe/Berlin',
  topics: null,
}
/** Due on a Monday, at a time at which no worker ran. */
const ada: Parameters<typeof dueAfterChange>[0] = { ...weekly, pausedUntil: null, dueAt: at('2024-05-20T06:00:00Z') }
const LATER = at('2024-05-20T09:30:00Z')

const due = (changes: Partial<typeof ada>, now = LATER, schedule?: string) =>
  new Date(dueAfterChange(ada, { ...ada, ...changes }, now, schedule)).toISOString().replace('.000Z', 'Z')

it('leaves a digest that is due where it was, when only the topics change', () => {
  expect(due({ topics: ['rust'] })).toBe('2024-05-20T06:00:00Z')
})

it('leaves it where it was when a pause that is over is taken out', () => {
  const over = { ...ada, pausedUntil: at('2024-05-10T00:00:00Z') }
  expect(dueAfterChange(over, ada, LATER, undefined)).toBe(ada.dueAt)
})

it.each([
  [{ hour: 20 }, '2024-05-20T18:00:00Z'],
  [{ hour: 7 }, '2024-05-27T05:00:00Z'],
  [{ hour: 20, weekday: 2 }, '2024-05-21T18:00:00Z'],
  [{ cadence: 'daily' }, '2024-05-21T06:00:00Z'],
  [{ cadence: 'monthly' }, '2024-06-01T06:00:00Z'],
  [{ cadence: 'instant' }, '2024-05-20T09:30:00Z'],
  [{ zone: 'America/New_York' }, '2024-05-20T12:00:00Z'],
  [{ pausedUntil: at('2024-06-08T22:00:00Z') }, '2024-06-10T06:00:00Z'],
] as [Partial<typeof ada>, string][])('takes the first slot of new times %j', (changes, slot) => {
  expect(due(changes)).toBe(slot)
})

it('counts a slot at the very end of a pause', () => {
  expect(due({ pausedUntil: at('2024-06-10T06:00:00Z') })).toBe('2024-06-10T06:00:00Z')
})

it('goes by the schedule of the site', () => {
  expect(due({ cadence: 'site' }, LATER, '30 7 * * 3')).toBe('2024-05-22T05:30:00Z')
})
