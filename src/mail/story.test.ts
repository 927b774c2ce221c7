import { expect, test } from 'vitest'
import { sampleConfig, samplePost } from './samples.fixture.ts'
import { tellStory } from './story.ts'

const { site } = sampleConfig()

test('a story has the excerpt as HTML with absolute links, and the date of the site', () => {
  const story = tellStory(samplePost(), site, 50)
  expect(story.excerpt).toContain('<em>nothing</em> had happened.</p>')
  expect(story.excerpt).toContain('<a href="https://quiet.example.org/signs/">good sign</a>')
  expect(story.date).toBe('May 20, 2024')
})

test('with no words the title alone is told', () => {
  const image = { src: 'https://quiet.example.org/lake.png' }
  const story = tellStory(samplePost({ subtitle: 'Notes', image }), site, 0)
  expect(story).toMatchObject({ title: 'Ten small rules', subtitle: null, excerpt: '', markdown: '', image: null })
})

test('an excerpt holds no pictures, headings, ids or classes', () => {
  const body =
    'One ![a](a.webp) <video src="v.mp4"></video> <span class="x" id="y">two</span>.\n\n<!--more-->\n\nThree.'
  const { excerpt } = tellStory(samplePost({ body }), site, 50)
  expect(excerpt).toContain('two')
  expect(excerpt).not.toMatch(/<(img|video|picture|h\d)|class=|id=/)
})

test.each([
  ['https://cdn.example.org/lake.JPG?w=1', 'https://cdn.example.org/lake.JPG?w=1'],
  ['/lake.png', 'https://quiet.example.org/lake.png'],
  ['lake.gif', 'https://quiet.example.org/rules/lake.gif'],
])('the picture %j is shown from %j', (src, shown) => {
  const { image } = tellStory(samplePost({ image: { src, alt: 'A lake' } }), site, 50)
  expect(image).toEqual({ src: shown, alt: 'A lake' })
})

test.each([
  '/lake.webp',
  '/lake.svg',
  'data:image/png;base64,AAAA',
  'javascript:alert(1).png',
  'https://[',
])('the picture %j is left out, because mail programs do not show it', (src) => {
  expect(tellStory(samplePost({ image: { src } }), site, 50).image).toBeNull()
})

test('a picture without a description is decoration', () => {
  expect(tellStory(samplePost({ image: { src: '/lake.png' } }), site, 50).image?.alt).toBe('')
})

test('a post in another language than the site says so, and its lines begin where they should', () => {
  const story = tellStory(samplePost({ language: 'ar' }), site, 50)
  expect(story).toMatchObject({ language: 'ar', direction: 'rtl', align: 'right' })
})

test("a post in the site's language says nothing about it", () => {
  expect(tellStory(samplePost({ language: 'en' }), site, 50)).toMatchObject({
    language: null,
    direction: null,
    align: 'left',
  })
})

test('an endless title is cut', () => {
  expect(tellStory(samplePost({ title: 'word '.repeat(5000) }), site, 50).title.length).toBeLessThanOrEqual(250)
})
