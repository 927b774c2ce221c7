import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strictYaml } from './front-matter-engines.ts'
import { readPlainYaml } from './plain-yaml.ts'

describe('the quick way through YAML', () => {
  test('reads plain and quoted values, lists, booleans and blanks', () => {
    const block =
      'title: A post\ndate: 2024-05-20\ndraft: false\ntags: [web, "rss reader"]\nlist:\n  - a\n  - \'b\'\nempty:\n'
    expect(readPlainYaml(block)).toEqual({
      title: 'A post',
      date: '2024-05-20',
      draft: false,
      tags: ['web', 'rss reader'],
      list: ['a', 'b'],
      empty: null,
    })
  })

  test.each([
    'title: a\ntitle: b',
    'title: Foo: bar',
    'title: "a\\n"',
    'title: >\n  folded',
    'title: &x a',
    'title: a # comment',
    'title: a\n  continued',
    'map:\n  key: value',
    'tags: ["a, b"]',
    'tags: [a, ]',
    '- a',
  ])('leaves %j to the whole parser', (block) => expect(readPlainYaml(block)).toBeUndefined())

  test('agrees with the whole parser on whatever it reads', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'title',
        'a',
        'yes',
        'true',
        'null',
        '~',
        '1.10',
        '0x1',
        '- ',
        '-',
        ': ',
        ':',
        ' ',
        '  ',
        '\n',
        '\n  ',
      ),
      fc.constantFrom(
        '"',
        "'",
        '[',
        ']',
        ', ',
        ',',
        ' #',
        '#',
        '{',
        '}',
        '|',
        '>',
        '&',
        '*',
        '!',
        '?',
        '%',
        '.',
        '(',
        '\t',
      ),
      fc.constantFrom(
        '\nkey: ',
        '\nlist:\n- ',
        '\nlist:\n  - ',
        '\n  - ',
        '\\',
        '---',
        '...',
        'é',
        '日本',
        '\u00a0',
        '<<',
        '=',
      ),
      fc.string({ maxLength: 4 }).map((text) => text.replace(/[\u0000-\u0008\u000b-\u001f]/g, '')),
    )
    const block = fc.array(piece, { maxLength: 12 }).map((pieces) => `title: ${pieces.join('')}`)
    fc.assert(
      fc.property(block, (text) => {
        const quick = readPlainYaml(text)
        if (quick !== undefined) expect(quick).toEqual(strictYaml(text))
      }),
      { numRuns: 3000 },
    )
  })
})
