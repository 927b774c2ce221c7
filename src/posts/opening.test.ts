import { describe, expect, test } from 'vitest'
import { openingOf } from './opening.ts'

const GARDEN = [
  'Notes from a Small Garden',
  'May 20, 2024. The beans are up, and the slugs have found them before I did.',
  'What I planted this year',
  'Two rows of beans, one row of peas, and a corner of lettuce which the rabbits own by now.',
  '- beans',
  '- peas',
  'Is it worth the trouble?',
  'Most of it was gone on Tuesday morning, but the peas are sweet and there are many of them.',
  'Until next time,',
  'Ada',
]

describe('a plain text with a paragraph on every line', () => {
  const { title, dateline, body } = openingOf(GARDEN.join('\n'))

  test('has its title on the first line', () => expect(title).toBe('Notes from a Small Garden'))

  test('has its dateline on the second', () => {
    expect(dateline).toMatchObject({ text: 'May 20, 2024', line: 2, date: { year: 2024, month: 5, day: 20 } })
  })

  test('becomes paragraphs, headings and lists', () => {
    expect(body).toBe(
      [
        GARDEN[1],
        `## ${GARDEN[2]}`,
        GARDEN[3],
        '- beans\n- peas',
        `## ${GARDEN[6]}`,
        GARDEN[7],
        GARDEN[8],
        GARDEN[9],
      ].join('\n\n'),
    )
  })
})

describe('a plain text with blank lines between its paragraphs', () => {
  const text = [
    'the pond / a heron came / it ate the fish',
    '',
    'Title: A Year of Mud: Pond and Heron',
    '',
    'December 2, 2024. The heron stood there when I woke.',
    'The Cost of Fish',
    'Seven fish are seven fish. I counted them every morning.',
    'Until then,\nAda',
  ].join('\n\n')
  const { title, subtitle, body } = openingOf(text)

  test('has its title on the first line', () => expect(title).toBe('the pond / a heron came / it ate the fish'))

  test('has its subtitle before the dateline, without the label', () => {
    expect(subtitle).toBe('A Year of Mud: Pond and Heron')
  })

  test('has a heading where a short line heads a paragraph, and keeps the lines of its closing', () => {
    expect(body).toBe(
      [
        'December 2, 2024. The heron stood there when I woke.',
        '## The Cost of Fish',
        'Seven fish are seven fish. I counted them every morning.',
        'Until then,\\\nAda',
      ].join('\n\n'),
    )
  })

  test('has what Markdown would misread escaped', () => {
    const { body } = openingOf('Years\n\n1986. It was a year of birds.\n\nI wrote Vec<T> on a wall and left.')
    expect(body).toBe('1986\\. It was a year of birds.\n\nI wrote Vec\\<T> on a wall and left.')
  })

  test('keeps a poem in its lines', () => {
    expect(openingOf('Poem\n\nRoses are red\nViolets are blue').body).toBe('Roses are red\\\nViolets are blue')
  })
})

describe('Markdown', () => {
  test.each([
    ['headings', 'Some words.\n\nShort line\n\nA longer paragraph of text.\n\n## Heading\n\nText.'],
    ['a link', 'Some [words](https://example.org).\n\nShort line\n\nA longer paragraph of text.'],
    ['a list', 'Some words.\n\nShort line\n\n- one\n- two\n\nA longer paragraph of text.'],
    ['code', 'Some words.\n\nShort line\n\n```\n# no heading\n```\n\nA longer paragraph of text.'],
    ['a table', 'Some words.\n\nShort line\n\na | b\n--|--\n1 | 2\n\nA longer paragraph of text.'],
    [
      'hard-wrapped paragraphs',
      'Some words that somebody has wrapped by hand at about sixty\ncolumns, as people do.\n\nShort line\n\nA longer paragraph of text.',
    ],
  ])('with %s is left alone', (_name, rest) => expect(openingOf(`Title\n\n${rest}`).body).toBe(rest))

  test('keeps every line of what is not removed', () => {
    const body = 'One\n\n\n```\na\n\n\n  b\n```\n\tcode'
    expect(openingOf(`# Title\n\n${body}\n\n`).body).toBe(body)
  })

  test.each([
    ['# A **bold** `code` [link](x) title #', 'A bold code link title'],
    ['A title\n=======', 'A title'],
    ['## Second level {#anchor}', 'Second level'],
  ])('takes its title from the heading %j', (heading, title) => {
    expect(openingOf(`${heading}\n\nSome text.`)).toEqual({ title, body: 'Some text.' })
  })

  test('takes no title from a comment in code', () => {
    expect(openingOf('```sh\n# comment\n```\n\nMay 20, 2024. Some text.').title).toBeUndefined()
  })

  test('takes its title from a long paragraph by its first words, and leaves it whole', () => {
    const text = 'May 20, 2024. I woke up early, saw the fox. Then I slept, and it rained until the evening came.'
    expect(openingOf(text)).toMatchObject({ title: 'I woke up early, saw the fox', body: text })
  })

  test('keeps the text of a post that is one short line', () => {
    expect(openingOf('Hello world', { title: undefined, hasDate: true })).toEqual({
      title: 'Hello world',
      body: 'Hello world',
    })
  })
})

describe('a dateline', () => {
  test.each([
    ['Title\n\n*May 20, 2024*\n\nSome text.', 3],
    ['# Title\nMay 20, 2024\nSome text.', 2],
    ['May 20, 2024\n\n# Title\n\nSome text.', 1],
    ['2024-05-20\n\nTitle\n\nSome text.', 1],
  ])('alone on its line is no part of the text: %j', (text, line) => {
    expect(openingOf(text)).toMatchObject({ title: 'Title', body: 'Some text.', dateline: { line } })
  })

  test('may open the title', () => {
    const { title, dateline } = openingOf('November 4, 2024: A Heap of Leaves\n\nIt was a day like other days.')
    expect(title).toBe('November 4, 2024: A Heap of Leaves')
    expect(dateline?.date).toMatchObject({ year: 2024, month: 11, day: 4 })
  })

  test.each([
    'Title\n\nWe met on May 3, 2021. It rained.',
    'What happened on May 3, 2021\n\nNothing, I said.',
    'Title\n\nOne.\n\nTwo.\n\nThree.\n\nMay 3, 2021. It rained.',
    'Title\n\nThis is a line that was wrapped by hand, and it says that on\nMay 3, 2021. It rained.',
  ])('is none in running text: %j', (text) => expect(openingOf(text).dateline).toBeUndefined())
})

describe('a text with front matter', () => {
  test('does not repeat the title as a heading', () => {
    expect(openingOf('# A  *title*\n\nText', { title: 'A title', hasDate: true })).toEqual({
      title: 'A title',
      body: 'Text',
    })
  })

  test('keeps a heading that is not its title', () => {
    expect(openingOf('# Other\n\nText', { title: 'A title', hasDate: true }).body).toBe('# Other\n\nText')
  })

  test('keeps a date in its text when its own is stated', () => {
    expect(openingOf('May 20, 2024\n\nText', { title: 'A title', hasDate: true }).body).toBe('May 20, 2024\n\nText')
  })

  test('is never taken for plain text', () => {
    const text = 'Short line\n\nA longer paragraph of text, which ends here.'
    expect(openingOf(text, { title: 'A title', hasDate: true }).body).toBe(text)
  })
})

test('a comment that opens a note is no title', () => {
  expect(openingOf('%%not yet%%\n\nText', { title: undefined, hasDate: true }).title).toBeUndefined()
})

test('a title from the first words ends where a quote or a list begins', () => {
  const stated = { title: undefined, hasDate: true }
  expect(openingOf('Who planted the beans?\n> I did.', stated).title).toBe('Who planted the beans?')
  expect(openingOf('What is up:\n- beans', stated).title).toBe('What is up')
})
