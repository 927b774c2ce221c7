import { expect, test } from 'vitest'
import { withoutForeignSyntax } from './foreign-syntax.ts'
import { renderMarkdown } from './markdown.ts'

test.each([
  ['Title (a, {}) {#part}\n-----\n', 'Title (a, {})\n-----\n'],
  ['A picture of beans. {.small}\n\nText', 'A picture of beans.\n\nText'],
  ['## 見出し {#見出し}\n', '## 見出し\n'],
  ['## Title {id=part}\n', '## Title\n'],
  ['![x](a.png){: .wide\nwidth="70"} text', '![x](a.png) text'],
])('the attributes of %j go', (body, expected) => {
  expect(withoutForeignSyntax(body)).toBe(expected)
})

test('a block of HTML that asks for it holds Markdown', () => {
  const body = '<div dir="rtl" markdown="1">\nقرأت *كتابا*\n</div>\n'
  expect(renderMarkdown(body, { url: 'https://example.org/' })).toBe(
    '<div dir="rtl">\n<p>قرأت <em>كتابا</em></p>\n</div>\n',
  )
})

test('a block of HTML that does not ask stays HTML', () => {
  expect(withoutForeignSyntax('<div title="markdown=1">\n*a*\n</div>')).toBe('<div title="markdown=1">\n*a*\n</div>')
})
