import { describe, expect, test } from 'vitest'
import { readFrontMatter } from './front-matter.ts'
import { Unreadable } from './unreadable.ts'

const fault = (text: string) => {
  try {
    readFrontMatter(text)
  } catch (error) {
    if (error instanceof Unreadable) return `${error.line}: ${error.message}`
  }
  return undefined
}

describe('front matter', () => {
  test.each([
    ['YAML', '---\ntitle: Hello\n---\nText'],
    ['YAML that names itself', '---yaml\ntitle: Hello\n---\nText'],
    ['YAML that ends in dots', '---\ntitle: Hello\n...\nText'],
    ['YAML after a blank line', '\n---\ntitle: Hello\n---\nText'],
    ['YAML with spaces after its fences', '--- \ntitle: Hello\n--- \nText'],
    ["Hexo's YAML without a first fence", 'title: Hello\ndate: 2024-05-20\n---\nText'],
    ['TOML', '+++\ntitle = "Hello"\n+++\nText'],
    ['TOML between dashes', '---toml\ntitle = "Hello"\n---\nText'],
    ['JSON between dashes', '---json\n{"title": "Hello"}\n---\nText'],
    ['JSON between semicolons', ';;;\n{"title": "Hello"}\n;;;\nText'],
    ["Hugo's bare JSON", '{\n  "title": "Hello",\n  "a": {"b": "}"}\n}\nText'],
  ])('is read as %s', (_name, text) => {
    const read = readFrontMatter(text)
    expect(read?.data.title).toBe('Hello')
    expect(read?.body).toBe('Text')
    expect(read?.bodyLine).toBe(text.split('\n').length)
  })

  test.each([
    ['"', 'Beans and\npeas: both'],
    ["'", "Ada's beans and\n  peas # both".replaceAll("'", "''")],
  ])('lets a value between %s go on where the next line begins', (quote, value) => {
    const read = readFrontMatter(`---\nsummary: ${quote}${value}${quote}\ndate: 2024-05-20\n---\nText`)
    expect(read?.data).toEqual({
      summary: value.replace(/\n */, ' ').replaceAll("''", "'"),
      date: '2024-05-20',
    })
  })

  test('may be empty', () => expect(readFrontMatter('---\n---\nText')).toMatchObject({ data: {}, body: 'Text' }))

  test('is absent from a text that begins with a thematic break', () => {
    expect(readFrontMatter('---\n\nOnce upon a time')).toBeUndefined()
  })

  test('is absent from a text that begins with a brace of a template', () => {
    expect(readFrontMatter('{{< figure src="a.png" >}}\n\nText')).toBeUndefined()
  })

  test('keeps numbers as they were written', () => {
    expect(readFrontMatter('---\ntitle: 1.10\nslug: {a: 007}\n---\n')?.data).toEqual({
      title: '1.10',
      slug: { a: '007' },
    })
  })

  test('answers a broken text the same way twice', () => {
    const text = '---\ntitle: "Hello\n---\nText'
    expect(fault(text)).toBeDefined()
    expect(fault(text)).toBe(fault(text))
  })
})

describe('front matter that is refused', () => {
  test.each([
    ['---\ntitle: a\ntitle: b\n---\n', /^3: "title: b" is no valid YAML .* Keep one of the two fields\.$/],
    ['---\ntitle: Foo: bar\n---\n', /^2: "title: Foo: bar" is no valid YAML .* in quotes\.$/],
    ['---\ntitle: x\n\nText that never ends it', /^1: front matter begins with "---" and never ends\. Add a line ---/],
    ['+++\ntitle = "x"\n', /^1: front matter begins with "\+\+\+" and never ends/],
    ['---\ntitle: x\n---more\n---\n', /^3: front matter ends with more than "---" on the line/],
    ['---\n- a\n- b\n---\n', /^1: front matter \["a","b"\] has no fields/],
    ['---\njust words\n---\n', /^1: front matter "just words" has no fields/],
    ['+++\na = 1\ntitle = "x\n+++\n', /^3: .* is no valid TOML/],
    ['---json\n{"title": "x",}\n---\n', /^2: .* is no valid JSON/],
    ['{\n  "title": "x"\n  "date": "y"\n}\n', /^3: .* is no valid JSON/],
    ['{ "title": "x"\n', /^1: front matter begins with "\{" and never ends/],
    ['---\na: &a [x]\nb: *c\n---\n', /^\d+: front matter cannot be unfolded/],
  ])('%j', (text, expected) => expect(fault(text)).toMatch(expected))

  test.each(['js', 'javascript', 'coffee', 'cson', 'ts'])('is never run as %s', (language) => {
    expect(fault(`---${language}\nprocess.exit(1)\n---\n`)).toMatch(/^1: front matter in ".*" is not read/)
  })

  test('is not unfolded without end', () => {
    const rows = Array.from(
      { length: 9 },
      (_, at) => `${'bcdefghij'[at]}: &${'bcdefghij'[at]} [${`*${'abcdefghi'[at]},`.repeat(9)}x]`,
    )
    expect(fault(`---\na: &a [x]\n${rows.join('\n')}\n---\n`)).toMatch(/front matter cannot be unfolded/)
  })
})
