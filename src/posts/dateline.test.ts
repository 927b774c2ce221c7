import { describe, expect, test } from 'vitest'
import { datelineOf, titleDateOf } from './dateline.ts'

const dayOf = (text: string) => {
  const { date } = datelineOf(text) ?? {}
  return date && [date.year, date.month, date.day]
}

describe('a dateline', () => {
  test.each([
    ['September 25, 2023. I woke up to rain.', [2023, 9, 25]],
    ['November 4th, 2024. It rained.', [2024, 11, 4]],
    ['20 May 2024 - Rain again', [2024, 5, 20]],
    ['May 20, 2024 — Rain again', [2024, 5, 20]],
    ['2024-05-20: Rain again', [2024, 5, 20]],
    ['Monday, May 20, 2024', [2024, 5, 20]],
    ['*20 May 2024*', [2024, 5, 20]],
    ['(May 20, 2024)', [2024, 5, 20]],
    ['Posted on May 20, 2024', [2024, 5, 20]],
    ['Date: 2024-05-20', [2024, 5, 20]],
    ['Berlin, 20 May 2024: It rains.', [2024, 5, 20]],
    ['May 20, 2024, 10:30 am. Rain again', [2024, 5, 20]],
  ])('opens "%s"', (text, day) => expect(dayOf(text)).toEqual(day))

  test.each([
    'We met on May 3, 2021. It rained.',
    'On May 20, 2024, we met.',
    'October 7, 2023 changed everything.',
    'May 20, 2024-ish, they said.',
    'May 20. Rain again.',
    'Nothing here.',
  ])('does not open "%s"', (text) => expect(datelineOf(text)).toBeUndefined())

  test('leaves the words after its punctuation', () => {
    expect(datelineOf('May 20, 2024. I woke up.\nIt rained.')?.rest).toBe('I woke up.\nIt rained.')
  })
})

describe('a title', () => {
  test.each(['November 4, 2024: A day', '2024-05-20', '20 May 2024 – Rain'])('tells its date in "%s"', (title) => {
    expect(titleDateOf(title)).toBeDefined()
  })

  test.each(['What happened on May 3, 2021', 'May 20, 2024 was wet'])('tells none in "%s"', (title) => {
    expect(titleDateOf(title)).toBeUndefined()
  })
})
