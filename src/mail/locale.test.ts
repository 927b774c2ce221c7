import { expect, test } from 'vitest'
import { alignOf, datelineOf, dayOf, directionOf, knownLanguage } from './locale.ts'
import { sampleConfig } from './samples.fixture.ts'

const english = sampleConfig().site
const german = sampleConfig({ site: { language: 'de' } }).site

test.each(['ar', 'he', 'fa-IR', 'ur', 'ckb', 'pa-Arab'])('%s is written from right to left', (language) => {
  expect(directionOf(language)).toBe('rtl')
  expect(alignOf(language)).toBe('right')
})

test.each(['en', 'de-AT', 'ja', 'pa'])('%s is written from left to right', (language) => {
  expect(directionOf(language)).toBe('ltr')
  expect(alignOf(language)).toBe('left')
})

test('a language that is no tag is none', () => {
  expect(knownLanguage('not a language')).toBeNull()
  expect(knownLanguage(undefined)).toBeNull()
  expect(knownLanguage('pt-br')).toBe('pt-BR')
})

test("a day is the day of the site's zone, in the site's language", () => {
  const late = Date.UTC(2024, 4, 20, 23)
  expect(dayOf(late, english)).toBe('May 21, 2024')
  expect(dayOf(late, german)).toBe('21. Mai 2024')
})

test('posts of one day give that day as the dateline', () => {
  expect(datelineOf([Date.UTC(2024, 4, 20, 6), Date.UTC(2024, 4, 20, 9)], german)).toBe('20. Mai 2024')
})

test('posts of several days give the days from first to last', () => {
  expect(datelineOf([Date.UTC(2024, 4, 20), Date.UTC(2024, 3, 28)], english)).toMatch(/^April 28\s–\sMay 20, 2024$/)
})
