import { describe, expect, test } from 'vitest'
import { parsePost } from './parse.ts'

const read = (text: string, path = 'hello.md') => parsePost({ path, text }, { zone: 'UTC', language: 'en' })
const dateOf = (text: string, path?: string) => {
  const file = read(text, path)
  return file.kind === 'post' ? new Date(file.post.publishedAt).toISOString().slice(0, 10) : file
}

describe('the date of a post', () => {
  test.each(['pubDatetime', 'publishedDate', 'publish_date', 'date created', 'createdAt'])('stands in %s', (name) => {
    expect(dateOf(`---\n${name}: 2024-05-20\n---\nText`)).toBe('2024-05-20')
  })

  test.each([
    '+++\npath = "2024/05/20/hello"\n+++\nText',
    '---\npermalink: /notes/2024/05/20/hello/\n---\nText',
    '---\nurl: https://example.org/2024-05-20-hello.html\n---\nText',
  ])('stands in its address, where it stands nowhere else: %j', (text) => {
    expect(dateOf(text)).toBe('2024-05-20')
    expect(dateOf(text, '2023-01-02-hello.md')).toBe('2023-01-02')
  })
})

test('the path that Zola and Gatsby state is the address of a post', () => {
  const file = read('---\ndate: 2024-05-20\npath: notes/hello\n---\nText')
  expect(file).toMatchObject({ kind: 'post', post: { permalink: '/notes/hello' } })
})

describe('a file in plain text', () => {
  test('that has no date lies beside a post, and is none', () => {
    expect(read('all the bean colours', 'beans/colours.txt').kind).toBe('ignored')
  })

  test('that has one is a post', () => {
    expect(dateOf('Beans\n\nMay 20, 2024. They are up.', 'beans.txt')).toBe('2024-05-20')
  })

  test('with front matter was meant as a post', () => {
    expect(read('---\ntitle: Beans\n---\nText', 'beans.txt').kind).toBe('rejected')
  })
})
