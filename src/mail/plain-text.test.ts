import { expect, test } from 'vitest'
import { plainText } from './plain-text.ts'
import { sampleConfig, samplePost } from './samples.fixture.ts'
import { tellStory } from './story.ts'
import { tokensFor } from './tokens.ts'

const config = sampleConfig({ digest: { postalAddress: 'Ada Example\n10969 Berlin' } })
const tokens = tokensFor('sample')
const frame = { config, subject: 'Ten small rules', preheader: '', dateline: 'May 20, 2024', tokens }
const story = tellStory(samplePost(), config.site, 50)
const other = tellStory(
  samplePost({ title: 'What a feed remembers' }, 'https://quiet.example.org/feed/'),
  config.site,
  50,
)

test('the text names the site, tells the stories in order with numbered links, and ends with how to leave', () => {
  expect(plainText({ told: [story, other], titles: [], more: 0 }, frame)).toBe(`QUIET MACHINE
May 20, 2024
In the browser: ${tokens.web}


Ten small rules
------------------------------------------------------------------------
May 20, 2024 · 1 min read

I read the logs before the coffee was ready, and _nothing_ had happened.

That is a good sign [1].

Read it: https://quiet.example.org/rules/


What a feed remembers
------------------------------------------------------------------------
May 20, 2024 · 1 min read

I read the logs before the coffee was ready, and _nothing_ had happened.

That is a good sign [2].

Read it: https://quiet.example.org/feed/


[1] https://quiet.example.org/signs/
[2] https://quiet.example.org/signs/


------------------------------------------------------------------------
Why you get this: you asked for Quiet Machine
${tokens.cadence}.

It was sent to ${tokens.address}.

Change what you get and when:
${tokens.preferences}

Unsubscribe:
${tokens.unsubscribe}

Ada Example
10969 Berlin
`)
})

test('more than three stories are listed first', () => {
  expect(plainText({ told: [story, other, story, other], titles: [], more: 0 }, frame)).toContain(
    'In this digest\n\n1. Ten small rules\n2. What a feed remembers\n3. Ten small rules\n4. What a feed remembers\n',
  )
})

test('stories without an excerpt are listed with their addresses', () => {
  expect(plainText({ told: [story], titles: [other], more: 0 }, frame)).toContain(
    'Also new\n\nWhat a feed remembers\nhttps://quiet.example.org/feed/\n',
  )
})

test('stories that are not shown are counted', () => {
  expect(plainText({ told: [story], titles: [other], more: 40 }, frame)).toContain(
    'And 40 more on the web: https://quiet.example.org/\n',
  )
})

test('a long title is wrapped', () => {
  const long = { ...story, title: 'The inbox is a slow medium, and that is its strength, as every postman knows' }
  expect(plainText({ told: [long], titles: [], more: 0 }, frame)).toContain('every postman\nknows\n')
})

test('a long title without spaces is wrapped by its width, and in the list behind its number', () => {
  const title = '豆'.repeat(40)
  const long = { ...story, title }
  const text = plainText({ told: [long, other, story, other], titles: [], more: 0 }, frame)
  expect(text).toContain(`1. ${'豆'.repeat(34)}\n   ${'豆'.repeat(6)}\n2. `)
  expect(text).toContain(`\n${'豆'.repeat(36)}\n${'豆'.repeat(4)}\n---`)
})
