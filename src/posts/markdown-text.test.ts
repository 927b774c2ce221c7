import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { markdownToText } from './markdown-text.ts'

const url = 'https://blog.example.org/post/'
const text = (body: string, width?: number) => markdownToText(body, width === undefined ? { url } : { url, width }).text

describe('blocks', () => {
  test.each([
    ['a heading is underlined', '# A **b**\n\nText', 'A *b*\n-----\n\nText'],
    ['hard line ends stay, soft ones do not', 'a  \nb\nc', 'a\nb c'],
    ['a tight list', '- a\n- b\n  - c\n- d', '- a\n- b\n  - c\n- d'],
    ['a loose list', '- a\n\n  b\n\n- c', '- a\n\n  b\n\n- c'],
    ['an ordered list goes on from its first number', '9. a\n10. b\n    - c', '9. a\n10. b\n    - c'],
    ['tasks', '- [ ] a\n- [x] b', '- ☐ a\n- ☑ b'],
    ['quotes within quotes', '> a\n>\n> > b\n>\n> c', '> a\n>\n> > b\n>\n> c'],
    [
      'code is indented and keeps its shape',
      '```js\nif (a) {\n\n  b("x")\n}\n```',
      '    if (a) {\n\n      b("x")\n    }',
    ],
    ['a rule', 'a\n\n---\n\nb', 'a\n\n* * *\n\nb'],
    ['a table', '| a | n |\n|---|--:|\n| x y | 1 |\n| 漢字 | 200 |', 'a       n\n----  ---\nx y     1\n漢字  200'],
    ['footnotes', 'a[^x] b\n\n[^x]: The note.', 'a[^1] b\n\n[^1] The note.'],
  ])('%s', (_, body, expected) => {
    expect(text(body)).toBe(expected)
  })

  test('a table that is too wide is written row by row', () => {
    expect(text('| one | two |\n|---|---|\n| aaaaaaaaaaaa | bbbbbbbbbbbb |\n| c | d |', 24)).toBe(
      'one: aaaaaaaaaaaa\ntwo: bbbbbbbbbbbb\n\none: c\ntwo: d',
    )
  })

  test('lines are wrapped, with what stands before them counted', () => {
    expect(text('> - aaaa bbbb cccc dddd eeee ffff', 24)).toBe('> - aaaa bbbb cccc dddd\n>   eeee ffff')
  })
})

describe('words', () => {
  test.each([
    ['emphasis', '*a* __b__ ~~c~~', '_a_ *b* ~c~'],
    ['entities are decoded', 'a &amp; b &copy; &lt;c&gt;', 'a & b © <c>'],
    ['smart punctuation, but not in code', '"a" `"b"`', '“a” "b"'],
    ['images show their text, decorative ones nothing', '![A cat](a.png) ![](b.png)x', '[Image: A cat] x'],
    ['HTML reads like Markdown', 'a <b>b</b> <kbd>C</kbd> x<sup>2</sup> <script>d()</script>', 'a *b* C x^2'],
    ['Japanese lines are joined without a space', '日本\n語', '日本語'],
  ])('%s', (_, body, expected) => {
    expect(text(body)).toBe(expected)
  })
})

describe('links', () => {
  test('are numbered, an address twice has one number', () => {
    expect(markdownToText('[a](/x) [b](y) [c](/x)', { url, firstLink: 5 })).toEqual({
      text: 'a [5] b [6] c [5]',
      links: ['https://blog.example.org/x', 'https://blog.example.org/post/y'],
    })
  })

  test('that show their own address have no number', () => {
    expect(markdownToText('https://example.org/a <ada@example.org>', { url })).toEqual({
      text: 'https://example.org/a ada@example.org',
      links: [],
    })
  })

  test('around an image carry its text', () => {
    expect(markdownToText('[![A](a.png)](/big) [![](a.png)](/c)', { url })).toEqual({
      text: '[Image: A] [1] https://blog.example.org/c',
      links: ['https://blog.example.org/big'],
    })
  })

  test('that lead nowhere keep their words', () => {
    expect(markdownToText('<a href="javascript:x">a</a> [b](https://[)', { url })).toEqual({ text: 'a b', links: [] })
  })
})

test('a post written as HTML reads like one written in Markdown', () => {
  const body = `<h1>T</h1>
<p>A <a href="/x">link</a> &amp; <em>more</em>.<br>B</p>
<ul><li>one</li><li>two</li></ul>
<pre><code>a &lt; b
  c</code></pre>
<table><tr><th>h</th></tr><tr><td>d</td></tr></table>
<video src="v.mp4"></video> <iframe src="https://player.vimeo.com/video/1"></iframe>`
  expect(markdownToText(body, { url })).toEqual({
    text: 'T\n-\n\nA link [1] & _more_.\nB\n\n- one\n- two\n\n    a < b\n      c\n\nh\n-\nd\n\nVideo [2] https://vimeo.com/1',
    links: ['https://blog.example.org/x', 'https://blog.example.org/post/v.mp4'],
  })
})

test('no text makes it throw', () => {
  const part = fc.constantFrom(
    '**',
    '`',
    '[',
    '](x)',
    '<b>',
    '<ul>',
    '<li>',
    '</ul>',
    '<td>',
    '\n',
    '\n\n',
    '- ',
    '1. ',
    '> ',
    '# ',
    '| a |\n|-|\n',
    '[^1]',
    '[^1]: x',
  )
  const body = fc.array(fc.oneof(part, fc.lorem({ maxCount: 8 }), fc.string({ unit: 'binary', maxLength: 8 })), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(body, (parts) => typeof text(parts.join('')) === 'string'),
    { numRuns: 300 },
  )
})
