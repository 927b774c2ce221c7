import { describe, expect, it } from 'vitest'
import { closest } from './closest.ts'

const cadences = ['instant', 'daily', 'weekly', 'monthly']

describe('closest', () => {
  it.each([
    ['weekyl', 'weekly'],
    ['dialy', 'daily'],
    ['montly', 'monthly'],
    ['instantt', 'instant'],
    ['WEEKLY', 'weekly'],
  ])('takes %s for %s', (word, meant) => {
    expect(closest(word, cadences)).toBe(meant)
  })

  it('gives the spelling of the option, not of the word', () => {
    expect(closest('europe/berln', ['Europe/Berlin', 'Europe/Dublin'])).toBe('Europe/Berlin')
  })

  it('counts two swapped letters as one slip', () => {
    expect(closest('hsot', ['host', 'hot pot'])).toBe('host')
  })

  it('makes no guess when nothing is near', () => {
    expect(closest('fortnightly', cadences)).toBeUndefined()
  })

  it('makes no guess that shares no letter with the word', () => {
    expect(closest('a', ['b', 'c'])).toBeUndefined()
  })

  it('makes no guess without a word or without options', () => {
    expect(closest('', cadences)).toBeUndefined()
    expect(closest('daily', [])).toBeUndefined()
  })

  it('takes the first of two that are equally near', () => {
    expect(closest('cat', ['car', 'cap'])).toBe('car')
  })
})
