import { expect, test } from 'vitest'
import { editionLink, subscriberLinks } from './links.ts'
import { sampleConfig } from './samples.fixture.ts'

const tokens = { unsubscribe: 'abc_-1', preferences: 'def' }

test("links lead to the site when the worker's pages have no address of their own", () => {
  expect(subscriberLinks(sampleConfig(), tokens)).toEqual({
    unsubscribe: 'https://quiet.example.org/unsubscribe/abc_-1',
    preferences: 'https://quiet.example.org/preferences/def',
  })
})

test('http.url and its path win over site.url', () => {
  const config = sampleConfig({ http: { url: 'https://mail.example.org/list/' } })
  expect(subscriberLinks(config, tokens).unsubscribe).toBe('https://mail.example.org/list/unsubscribe/abc_-1')
})

test('a host with letters beyond ASCII is written in ASCII, as a header needs it', () => {
  const config = sampleConfig({ http: { url: 'https://bücher.example' } })
  expect(subscriberLinks(config, tokens).preferences).toBe('https://xn--bcher-kva.example/preferences/def')
})

test('the link to confirm is there for who has something to confirm', () => {
  expect(subscriberLinks(sampleConfig(), { ...tokens, confirm: '1k.x_-Y' }).confirm).toBe(
    'https://quiet.example.org/confirm/1k.x_-Y',
  )
  expect(subscriberLinks(sampleConfig(), tokens)).not.toHaveProperty('confirm')
})

test('an edition is read in the browser where the pages of subscribers are', () => {
  const config = sampleConfig({ http: { url: 'https://mail.example.org/list/' } })
  expect(editionLink(config, '0a1b2c')).toBe('https://mail.example.org/list/editions/0a1b2c')
})
