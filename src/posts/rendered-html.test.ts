import fc from 'fast-check'
import { XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'
import { postSource } from './post-source.fixture.ts'
import { sanitise } from './sanitise.ts'

const site = { url: 'https://blog.example.org/post/' }
const source = postSource([
  '<script>',
  '</script>',
  '<math><mtext><table>',
  '<img src=x onerror=y>',
  '<p style=x id=a>',
  '<object>',
  '<h3>',
])

test('sanitising what was rendered changes nothing', () => {
  const twice = fc.property(source, (body) => {
    const html = renderMarkdown(body, site)
    expect(sanitise(html, site)).toBe(html)
  })
  fc.assert(twice, { numRuns: 1000 })
})

test('every id stands once, whatever the post repeats', () => {
  const unique = fc.property(source, (body) => {
    const ids = [...renderMarkdown(body, site).matchAll(/<[^>]* id="([^"]*)"/g)].map((match) => match[1])
    return new Set(ids).size === ids.length
  })
  fc.assert(unique, { numRuns: 500 })
})

test('the HTML has no character that XML has no room for', () => {
  const clean = fc.property(fc.string({ unit: 'binary' }), source, (noise, body) => {
    return !/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u.test(renderMarkdown(noise + body + noise, site))
  })
  fc.assert(clean, { numRuns: 500 })
})

test('the HTML is well-formed: every element is closed, every attribute has a value', () => {
  const wellFormed = fc.property(source, (body) => {
    expect(XMLValidator.validate(`<post>${renderMarkdown(body, site)}</post>`)).toBe(true)
  })
  fc.assert(wellFormed, { numRuns: 1000 })
})
