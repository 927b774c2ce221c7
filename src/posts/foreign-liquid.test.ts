import { expect, test } from 'vitest'
import { withoutForeignSyntax } from './foreign-syntax.ts'

test.each([
  ['{% assign pot = "/pots/clay.png" %}![A pot]({{ pot | relative_url }})', '![A pot](/pots/clay.png)'],
  ['{% set pot = \'/pots/clay.png\' %}<img src="{{ pot }}">', '<img src="/pots/clay.png">'],
  ['{% assign pot = site.data.pots | first %}<{{ pot.url }}> weighs {{ pot.weight }}.', ' weighs .'],
  ['{% for pot in site.pots %}- {{ pot.name }}\n{% endfor %}', '- \n'],
  ['{% capture note %}Water it.{% endcapture %}{{ note }}', 'Water it.'],
])('a variable that the post sets is filled in, or goes: %j', (body, expected) => {
  expect(withoutForeignSyntax(body)).toBe(expected)
})

test.each([
  ['[shop]({{ shopUrl }})', '[shop]()'],
  ['[shop](https://example.org/{{ shop | slug }}/new)', '[shop]()'],
  ['<a href="{{ shopUrl }}">shop</a>', '<a href="">shop</a>'],
  ["<img src='https://example.org/{{ shop }}.png'>", "<img src=''>"],
])('an address that only the site generator knows goes, and its words stay: %j', (body, expected) => {
  expect(withoutForeignSyntax(body)).toBe(expected)
})

test('a variable that the post does not set stays in prose', () => {
  expect(withoutForeignSyntax('{% assign a = 1 %}{{ b }}')).toBe('{{ b }}')
})
