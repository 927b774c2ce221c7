import { expect, test } from 'vitest'
import { feedStyle } from './style.ts'

test.each([
  ['en', 'ltr'],
  ['pt-BR', 'ltr'],
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['fa', 'rtl'],
  ['az-Arab', 'rtl'],
])('feeds in %s run %s', (language, direction) => {
  expect(feedStyle('#1d4ed8', language)).toContain(`direction: ${direction};`)
})

test('feeds have the colour of the site', () => {
  expect(feedStyle('#aa3300', 'en')).toContain('--accent: #aa3300;')
})

test('the style loads nothing', () => {
  expect(feedStyle('#1d4ed8', 'en')).not.toMatch(/url\(|@import/)
})
