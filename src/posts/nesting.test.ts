import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'
import { nestProperly } from './nesting.ts'
import { postSource } from './post-source.fixture.ts'
import { sanitise } from './sanitise.ts'

const site = { url: 'https://blog.example.org/post/' }

test.each([
  ['<p>a<div>b</div></p>', '<p>a</p><div>b</div><p></p>'],
  ['<a href="x">a<a href="y">b</a></a>', /^<p><a href="[^"]*x">a<\/a><a href="[^"]*y">b<\/a><\/p>/],
  ['<table><tr><td>a</td></tr><pre>b</pre></table>', /^<pre>b<\/pre><table>/],
  ['[a <https://b.example/>](x)', /x">a <\/a><a href="https:\/\/b.example\/">/],
  ['<tr><td>a</td></tr>', 'a'],
  ['<h2>a<h3>b</h3></h2>', '<h2>a</h2><h3>b</h3>'],
])('%s is nested as a browser does', (body, html) => {
  if (typeof html === 'string') expect(renderMarkdown(body, site)).toBe(html)
  else expect(renderMarkdown(body, site)).toMatch(html)
})

test('HTML that is nested properly stays as it is', () => {
  const html =
    '<ul><li>a<br />&nbsp;<img src="https://a.example/?a&amp;b" alt="&gt;" /></li></ul>\n<p>&lt;p&gt; "b"</p>'
  expect(nestProperly(html, site)).toBe(html)
})

test('what was nested stays nested, and sanitised', () => {
  const settled = fc.property(postSource(['<p>', '<div>', '<a href=x>', '<table>', '<tr>', '<td>', '<b>']), (body) => {
    const html = renderMarkdown(body, site)
    expect(nestProperly(html, site)).toBe(html)
    expect(sanitise(html, site)).toBe(html)
  })
  fc.assert(settled, { numRuns: 1000 })
})
