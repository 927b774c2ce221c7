import { expect, test } from 'vitest'
import { withoutForeignSyntax } from './foreign-syntax.ts'
import { renderMarkdown } from './markdown.ts'

test.each([
  ['so $a_1 + b_1$ is', 'so `a_1 + b_1` is'],
  ['so $E=mc^2$, and', 'so `E=mc^2`, and'],
  ['$$\na_1 = b_1\n$$', '```\na_1 = b_1\n```\n'],
  ['$$ \\frac{a}{b} $$', '```\n\\frac{a}{b}\n```\n'],
  ['$$\n\na_1 = b_1\n\n$$', '```\na_1 = b_1\n```\n'],
  ['so $$a_1$$ is', 'so `a_1` is'],
  ['> $$\n> a_1\n> $$', '> `a_1`'],
  ['- a\n\n  $$\n  a_1\n  $$', '- a\n\n  ```\n  a_1\n  ```\n'],
])('the formula of %j becomes code', (body, expected) => {
  expect(withoutForeignSyntax(body)).toBe(expected)
})

test.each([
  'It costs $5 here and $10 there.',
  'It costs $5_000, not $6.',
  'Set $HOME_DIR and $PATH_X, or $HOME_DIR/$PATH_X.',
  'Run $(a_b) and $(c_d) now.',
  'The id ( $$ ) of a process. The $$ is a variable.',
  'a $$\n\nb_1\n\n$$ c',
  'Write \\$a_1$ or `$a_1$`.',
])('the dollars of %j stay', (body) => {
  expect(withoutForeignSyntax(body)).toBe(body)
})

test('a formula keeps its underscores where Markdown would read emphasis', () => {
  expect(renderMarkdown('$x_i y_i$ and $x_j y_j$', { url: 'https://example.org/' })).toBe(
    '<p><code>x_i y_i</code> and <code>x_j y_j</code></p>\n',
  )
})
