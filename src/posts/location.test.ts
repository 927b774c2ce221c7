import { describe, expect, test } from 'vitest'
import { ignoredName, isProjectFile, placeOf, slugOf } from './location.ts'
import { pathDateOf } from './path-date.ts'

describe('the location of a post', () => {
  test.each([
    ['hello.md', 'hello'],
    ['notes/hello.markdown', 'notes/hello'],
    ['hello.world.txt', 'hello.world'],
    ['2024-05-20-hello.md', 'hello'],
    ['2024-05-20_hello.md', 'hello'],
    ['_posts/2024-05-20-hello.md', 'hello'],
    ['garden/_posts/2024-05-20-hello.md', 'garden/hello'],
    ['2024-05-20.md', '2024-05-20'],
    ['hello/index.md', 'hello'],
    ['hello/README.md', 'hello'],
    ['2024-05-20-hello/index.md', 'hello'],
    ['2024/05/20/hello.md', '2024/05/20/hello'],
    ['post/a-/-b-/-c.md', 'post/a-/-b-/-c'],
    ['post/november-4,-2024:-a-day.md', 'post/november-4,-2024:-a-day'],
    ['post\\hello.md', 'post/hello'],
    ['../../etc/./hello.md', 'etc/hello'],
    ['cafe\u0301.md', 'caf\u00e9'],
    ['hello.fr.md', 'fr/hello'],
    ['notes/hello/index.pt-BR.md', 'pt-br/notes/hello'],
    ['hello.en.md', 'hello'],
    ['node.js.md', 'node.js'],
  ])('of %s is %s', (path, location) => expect(placeOf(path, 'en-GB').location).toBe(location))

  test('comes with the language of its suffix', () => {
    expect(placeOf('hello.pt_br.md', 'en')).toMatchObject({ language: 'pt-br', slug: 'hello' })
  })

  test.each(['_drafts/hello.md', 'drafts/hello.md', 'notes/_drafts/hello.md'])('marks %s as a draft', (path) => {
    expect(placeOf(path, 'en').isDraft).toBe(true)
  })
})

describe('the slug of a post', () => {
  test('is the last segment of its location', () => expect(slugOf('post/hello', 'Hello')).toBe('hello'))

  test('is all segments that the slashes of the title became', () => {
    expect(slugOf('post/the-pond-/-i-saw-it', 'The pond / I saw it')).toBe('the-pond-/-i-saw-it')
  })

  test('is the last segment where the folders are not those of the title', () => {
    expect(slugOf('music/dc-live', 'AC/DC live')).toBe('dc-live')
  })
})

describe('the date of a path', () => {
  test.each([
    '2024-05-20-hello.md',
    '2024-5-20-hello.md',
    '2024-05-20.md',
    '2024_05_20_hello.md',
    '2024-05-20-hello/index.md',
    '2024/05/20/hello.md',
    '2024/5/20/hello/index.md',
    'blog/2024/05/20-hello.md',
    '2024/05-20-hello.md',
  ])('stands in %s', (path) => {
    expect(pathDateOf(placeOf(path, 'en'))?.date).toMatchObject({ year: 2024, month: 5, day: 20 })
  })

  test.each(['hello.md', '2024/hello.md', '2024/05/hello.md', '12024-05-20-hello.md'])('is missing in %s', (path) => {
    expect(pathDateOf(placeOf(path, 'en'))).toBeUndefined()
  })
})

test.each(['_index.md', 'blog/_index.fr.md', 'index.md', 'index.fr.md'])('%s is no post', (path) => {
  expect(ignoredName(path)).toBeDefined()
})

test.each(['README.md', 'LICENSE.md', 'changelog.txt'])('%s lies beside every project', (path) => {
  expect(isProjectFile(path)).toBe(true)
})
