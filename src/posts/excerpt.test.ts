import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { excerptOf, excerptText } from './excerpt.ts'
import { renderMarkdown } from './markdown.ts'
import type { PostContent } from './post.ts'

function post(body: string, description?: string): PostContent {
  const fields = { title: 'T', publishedAt: 0, tags: [], authors: [], enclosures: [], aliases: [], body }
  return description === undefined ? fields : { ...fields, description }
}
const markdown = (body: string, words?: number) => excerptOf(post(body), words === undefined ? {} : { words })

describe('which part of a post stands for it', () => {
  test('the description comes first', () => {
    expect(excerptOf(post('Body.', 'A "description".'))).toEqual({ markdown: 'A "description".', more: true })
    expect(excerptText(post('Body.', 'A "description" with `code`.'), 50)).toBe('A “description” with code.')
  })

  test.each(['<!--more-->', '<!-- more -->', '<!-- excerpt -->'])('else what stands before %s', (marker) => {
    const body = `${'word '.repeat(80)}end.\n\n${marker}\n\nRest.`
    expect(markdown(body)).toEqual({ markdown: `${'word '.repeat(80)}end.`, more: true })
    expect(excerptText(post(body), 100)).toBe(`${'word '.repeat(80)}end.`)
  })

  test('a marker in the middle of a paragraph ends it there', () => {
    expect(markdown('One two. <!--more--> Three.')).toEqual({ markdown: 'One two.', more: true })
  })

  test('a marker within code is no marker', () => {
    expect(markdown('Write `<!--more-->` there.').markdown).toBe('Write `<!--more-->` there.')
  })

  test('a marker at the very end leaves no more to read', () => {
    expect(markdown('All of it.\n\n<!--more-->\n')).toEqual({ markdown: 'All of it.', more: false })
  })

  test('else the first paragraphs, as far as the words go', () => {
    expect(markdown('May 20, 2024. One two.\n\nThree four.', 20)).toEqual({
      markdown: 'May 20, 2024. One two.\n\nThree four.',
      more: false,
    })
  })

  test('an empty post has an empty excerpt', () => {
    expect(markdown('')).toEqual({ markdown: '', more: false })
    expect(excerptText(post(''), 10)).toBe('')
  })
})

describe('what an excerpt leaves out', () => {
  test('headings, images, code, tables, rules and footnote marks', () => {
    const body =
      '# H\n\n![i](a.png) One[^1] two.\n\n```\ncode\n```\n\n| t |\n|---|\n| c |\n\n***\n\nThree.\n\n[^1]: Note.'
    expect(markdown(body)).toEqual({ markdown: 'One two.\n\nThree.', more: true })
    expect(excerptText(post(body), 50)).toBe('One two. Three.')
  })

  test('HTML, of which the words stay', () => {
    expect(markdown('<p>A <b>full</b> HTML post.</p>\n<h2>No</h2>\n<script>x()</script>').markdown).toBe(
      'A **full** HTML post.',
    )
    expect(excerptText(post('Press <kbd>A</kbd> &amp; go.'), 50)).toBe('Press A & go.')
  })
})

describe('how an excerpt is cut', () => {
  test('at the end of a sentence when that fills most of the room', () => {
    expect(markdown('One two three four. Five six seven eight.', 6)).toEqual({
      markdown: 'One two three four. …',
      more: true,
    })
  })

  test('an abbreviation before a small letter ends no sentence', () => {
    expect(markdown('One two three e.g. four five six.', 5).markdown).toBe('One two three e.g. four…')
  })

  test('else at the end of a word', () => {
    expect(markdown('One. Two three four five, six seven eight.', 5)).toEqual({
      markdown: 'One. Two three four five…',
      more: true,
    })
  })

  test('marks that were open are closed', () => {
    expect(markdown('One **two *three [four five](/x) six* seven**.', 4).markdown).toBe(
      'One **two *three [four…](</x>)***',
    )
  })

  test('no paragraph begins in the last quarter of the room', () => {
    expect(markdown('One two three four five six seven.\n\nEight nine ten.', 8).markdown).toBe(
      'One two three four five six seven.',
    )
  })

  test('Chinese and Japanese are counted by characters', () => {
    expect(excerptText(post('日本語の文章は、空白がない。次の文はこの先にある。'), 8)).toBe(
      '日本語の文章は、空白がない。…',
    )
    expect(excerptText(post('漢字漢字漢字漢字漢字'), 3)).toBe('漢字漢字漢字…')
  })

  test('never within a character as people see it', () => {
    const family = '👨‍👩‍👧‍👦'
    const cut = fc.property(
      fc.array(fc.constantFrom(family, 'か\u3099', 'e\u0301', '漢', 'กำ', ' '), { maxLength: 60 }),
      (parts) => {
        const text = parts.join('').trim()
        const kept = excerptText(post(text), 5).replace(/\s*…$/, '')
        const ends = [...new Intl.Segmenter('en').segment(text.replace(/\s+/g, ' '))].map(
          ({ index, segment }) => index + segment.length,
        )
        expect([0, ...ends]).toContain(kept.length)
      },
    )
    fc.assert(cut, { numRuns: 500 })
  })
})

describe('the Markdown of an excerpt', () => {
  test('keeps lists, quotes, links and emphasis', () => {
    const body = '- a **b**\n- c\n  1. d\n\n> e [f](/g) `h`\n\n3. i'
    expect(markdown(body).markdown).toBe('- a **b**\n- c\n  1. d\n\n> e [f](</g>) `h`\n\n3. i')
  })

  test('knows the references that stand below the marker', () => {
    expect(markdown('A [link][1] and note[^n].\n\n<!--more-->\n\n[1]: /x\n[^n]: N').markdown).toBe(
      'A [link](</x>) and note.',
    )
  })

  test('says the same when it is rendered, whatever characters the words have', () => {
    const words =
      '1\\. *\\*a\\** \\# \\[x] \\`y\\` &lt;b&gt; {{ page.x | y }} \\{{ site.url }} 2 < 3 ~~x~~ \\==y\\== a_b'
    const url = { url: 'https://blog.example.org/' }
    expect(renderMarkdown(markdown(words).markdown, url)).toBe(renderMarkdown(words, url))
  })
})

test('no text makes it throw, and no text part has line ends', () => {
  const part = fc.constantFrom(
    '**',
    '*',
    '`',
    '[',
    '](x)',
    '<b>',
    '</b>',
    '<!--more-->',
    '\n',
    '\n\n',
    '- ',
    '> ',
    '# ',
    '| a |\n|-|\n',
    '[^1]',
    '[^1]: x',
  )
  const body = fc
    .array(fc.oneof(part, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 30 })
    .map((parts) => parts.join(''))
  const never = fc.property(body, fc.integer({ min: 1, max: 20 }), (text, words) => {
    excerptOf(post(text), { words })
    expect(excerptText(post(text), words)).not.toContain('\n')
  })
  fc.assert(never, { numRuns: 1000 })
})
