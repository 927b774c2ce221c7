import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'

const html = (body: string) => renderMarkdown(body, { url: 'https://example.org/' }).trim()

test.each([
  ['庭に**豆（二列）**を植えた。', '<p>庭に<strong>豆（二列）</strong>を植えた。</p>'],
  ['我种了**“豆子”**和豌豆。', '<p>我种了<strong>“豆子”</strong>和豌豆。</p>'],
  ['**雨が降った。**豆は喜んだ。', '<p><strong>雨が降った。</strong>豆は喜んだ。</p>'],
  ['정원에 **콩(두 줄)**을 심었다.', '<p>정원에 <strong>콩(두 줄)</strong>을 심었다.</p>'],
  ['~~（古い）~~新しい', '<p><s>（古い）</s>新しい</p>'],
  ['**豆**と**豌豆**', '<p><strong>豆</strong>と<strong>豌豆</strong></p>'],
])('%j is emphasised without spaces', (body, expected) => {
  expect(html(body)).toBe(expected)
})

test.each(['有*.txt或*.md', '豆 ** 豌豆 ** 雨', 'beans**(two rows)**peas'])('%j has no emphasis', (body) => {
  expect(html(body)).toBe(`<p>${body}</p>`)
})
