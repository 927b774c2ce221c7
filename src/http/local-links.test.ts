import { describe, expect, test } from 'vitest'
import { localiser, shownHtml, shownText } from './local-links.ts'

const site = { title: 'x', url: 'https://blog.example.org' } as Parameters<typeof localiser>[0]['site']
const localise = localiser({ site, http: { host: '127.0.0.1', port: 8080 } })

describe('links of a message that is shown', () => {
  test('lead to this server where they belong to the subscriber', () => {
    expect(localise('https://blog.example.org/unsubscribe/abc https://blog.example.org/preferences/abc')).toBe(
      '/unsubscribe/abc /preferences/abc',
    )
  })

  test('lead to this server where somebody confirms', () => {
    expect(localise('https://blog.example.org/confirm/1.abc')).toBe('/confirm/1.abc')
  })

  test('stay as they are where they lead to posts and elsewhere', () => {
    const text = 'https://blog.example.org/hello/ https://other.example/unsubscribe/abc'
    expect(localise(text)).toBe(text)
  })

  test('follow http.url when it is set', () => {
    const other = localiser({ site, http: { host: '127.0.0.1', port: 8080, url: 'https://news.example.org' } })
    expect(other('https://news.example.org/unsubscribe/abc')).toBe('/unsubscribe/abc')
  })

  test('open beside the page', () => {
    expect(shownHtml('<!doctype html><html><head lang="x"><title>', localise)).toBe(
      '<!doctype html><html><head lang="x"><base target="_blank"><title>',
    )
    expect(shownHtml('<p>Hello', localise)).toBe('<base target="_blank"><p>Hello')
  })

  test('can be followed in the text part, in which all else is only text', async () => {
    const shown = String(await shownText('<b>See https://blog.example.org/unsubscribe/abc.', localise))
    expect(shown).toBe(
      '&lt;b&gt;See <a href="/unsubscribe/abc" rel="noreferrer">https://blog.example.org/unsubscribe/abc</a>.',
    )
  })
})
