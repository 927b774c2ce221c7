import { describe, expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'

const url = 'https://blog.example.org/post/'
const html = (body: string) => renderMarkdown(body, { url }).trim()

describe('typography', () => {
  test('quotes, dashes and dots of prose become typographic', () => {
    expect(html(`"It's" -- or --- 'so'...`)).toBe('<p>“It’s” – or — ‘so’…</p>')
  })

  test('code keeps its quotes and dashes', () => {
    expect(html('`"a" -- b...`')).toBe('<p><code>"a" -- b...</code></p>')
  })

  test.each(['(c) and (tm)', 'run --dry-run', '--first then', 'a/../b'])('%j stays as written', (body) => {
    expect(html(body)).toBe(`<p>${body}</p>`)
  })
})

describe('links', () => {
  test('an address in prose becomes a link, a file name does not', () => {
    expect(html('See https://example.org/a or README.md or example.com')).toBe(
      '<p>See <a href="https://example.org/a">https://example.org/a</a> or README.md or example.com</p>',
    )
  })

  test('a link to a part of the post leads to the post on the web', () => {
    expect(html('[x](#part)')).toBe('<p><a href="https://blog.example.org/post/#part">x</a></p>')
  })

  test('a malformed link keeps its words', () => {
    expect(html('[x](http://[) <a href="https://[">y</a>')).toBe('<p>x y</p>')
  })

  test('mail addresses and telephone numbers stay', () => {
    expect(html('<ada@example.org> [call](tel:+49301)')).toBe(
      '<p><a href="mailto:ada@example.org">ada@example.org</a> <a href="tel:+49301">call</a></p>',
    )
  })
})

describe('headings', () => {
  test('the highest heading is an h2 and the others keep their distance', () => {
    expect(html('# A\n\n## B\n\n###### C').replace(/ id="[^"]*"/g, '')).toBe('<h2>A</h2>\n<h3>B</h3>\n<h6>C</h6>')
    expect(html('### A\n\n#### B').replace(/ id="[^"]*"/g, '')).toBe('<h2>A</h2>\n<h3>B</h3>')
  })

  test('headings written as HTML count and move along', () => {
    expect(html('<h1>A</h1>\n\n## B').replace(/ id="[^"]*"/g, '')).toBe('<h2>A</h2>\n<h3>B</h3>')
  })

  test('ids are unique in a post and differ between posts', () => {
    const ids = [...html('## Über uns\n\n## Über uns\n\n## !').matchAll(/id="([^"]*)"/g)].map((match) => match[1])
    expect(ids.map((id) => id?.replace(/^p[0-9a-f]{8}/, ''))).toEqual(['-über-uns', '-über-uns-1', '-section'])
    expect(renderMarkdown('## A', { url: `${url}other` })).not.toBe(renderMarkdown('## A', { url }))
  })
})

test('footnotes lead there and back, under ids of the post', () => {
  const notes = html('One[^a] two[^a].\n\n[^a]: The *note*.')
  const id = /id="fn-(p[0-9a-f]{8}-1)"/.exec(notes)?.[1]
  expect(notes).toContain(`<a href="${url}#fn-${id}" id="fnref-${id}">[1]</a>`)
  expect(notes).toContain(`<a href="${url}#fnref-${id}" class="footnote-backref">`)
  expect(notes).toContain('The <em>note</em>.')
})

test('task lists are text, not form fields', () => {
  expect(html('- [ ] to do\n- [x] done')).toBe(
    '<ul>\n<li class="task-list-item">☐ to do</li>\n<li class="task-list-item">☑ done</li>\n</ul>',
  )
})

test('tables keep their alignment without a style', () => {
  expect(html('| a |\n|--:|\n| 1 |')).toContain('<td align="right">1</td>')
})

describe('code', () => {
  test('a known language is highlighted', () => {
    expect(html('```js {1,2}\nlet a = "<"\n```')).toBe(
      '<pre><code class="hljs language-js"><span class="hljs-keyword">let</span> a = <span class="hljs-string">"&lt;"</span>\n</code></pre>',
    )
  })

  test('an unknown language and none are escaped as they are', () => {
    expect(html('```nosuch\n<a> & b\n```')).toBe(
      '<pre><code class="hljs language-nosuch">&lt;a&gt; &amp; b\n</code></pre>',
    )
    expect(html('```\n"x"\n```')).toBe('<pre><code class="hljs">"x"\n</code></pre>')
  })
})

describe('HTML in Markdown', () => {
  test.each([
    '<details open="open"><summary>More</summary>Text</details>',
    '<p>H<sub>2</sub>O, <abbr title="x">X</abbr>, <kbd>Ctrl</kbd>, <ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby></p>',
    '<figure><img src="https://e.example/a.png" alt="" width="10" height="20" /><figcaption>c</figcaption></figure>',
    '<p><picture><source srcset="https://e.example/a.avif 2x" type="image/avif" /><img src="https://e.example/a.png" alt="a" /></picture></p>',
    '<p><video src="https://e.example/a.mp4" poster="https://e.example/a.png" controls="controls"></video></p>',
    '<table><tbody><tr><td colspan="2">x</td></tr></tbody></table>',
  ])('%s passes', (source) => {
    expect(html(source)).toBe(source)
  })

  test.each([
    ['<img src="a.png" loading="lazy" decoding="async">', '<img src="https://blog.example.org/post/a.png" alt="" />'],
    ['<p style="color:red" class="lead" onclick="x()">y</p>', '<p>y</p>'],
    ['<form action="/x"><input type="checkbox" checked> y</form>', 'y'],
    ['<p align=center><font color=red>x</font></p>', '<p>x</p>'],
    ['<div><p>open', '<div><p>open</p></div>'],
    ['<img src="data:image/png;base64,AA" alt="x">y', '<p>y</p>'],
  ])('of %s what is allowed stays', (source, expected) => {
    expect(html(source).replace(/\s+/g, ' ').trim()).toBe(expected)
  })

  test.each([
    [
      '<iframe src="https://www.youtube-nocookie.com/embed/w7Ft2ymGmfc?rel=0"></iframe>',
      'https://www.youtube.com/watch?v=w7Ft2ymGmfc',
    ],
    ['<iframe src="//player.vimeo.com/video/55073825" />', 'https://vimeo.com/55073825'],
    ['<embed src="/talk.mp4">', 'https://blog.example.org/talk.mp4'],
  ])('%s becomes a plain link', (source, address) => {
    expect(html(source)).toBe(`<a href="${address}">${address}</a>`)
  })

  test('a raw tag that is never closed swallows nothing', () => {
    expect(html('Use the <title> tag.\n\nNext.')).toBe('<p>Use the &lt;title&gt; tag.</p>\n<p>Next.</p>')
    expect(html('A <script src="x" /> b.')).toBe('<p>A  b.</p>')
  })

  test('text that ends a CDATA section cannot end it', () => {
    expect(html('a ]]> b ]]>')).toBe('<p>a ]]&gt; b ]]&gt;</p>')
  })

  test('control characters and lone surrogates do not pass, however they were written', () => {
    expect(html('a\x00b\x08c\ud800d&#1;e\ufffe')).toBe('<p>abcd\ufffde</p>')
  })
})

test('the syntax of other site generators is gone', () => {
  expect(html('![a]({{ site.baseurl }}/a.png){: .wide}')).toBe(
    '<p><img src="https://blog.example.org/a.png" alt="a" /></p>',
  )
})
